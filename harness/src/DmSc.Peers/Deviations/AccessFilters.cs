using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>READ BINARY that the access rule forbids gives the content.</summary>
internal sealed class ReadWithoutPin : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0xB0) && CommandShape.IsStatus(response, length, Sw.SecurityNotSatisfied)
            && below.Card.CurrentFile(CommandShape.Channel(command)) is { } file
            ? FileShape.Read(file, command, response)
            : length;
    }
}

/// <summary>UPDATE BINARY that the access rule forbids changes the file.</summary>
/// <param name="says">Status word it is answered with.</param>
internal sealed class UpdateWithoutPin(int says) : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (!CommandShape.Is(command, 0xD6) || !CommandShape.IsStatus(response, length, Sw.SecurityNotSatisfied)
            || below.Card.CurrentFile(CommandShape.Channel(command)) is not { } file)
        {
            return length;
        }

        FileShape.Write(file, command);
        return ReferenceUicc.Answer(response, says);
    }
}

/// <summary>UPDATE BINARY that the card would execute changes nothing.</summary>
/// <param name="says">Status word it is answered with.</param>
internal sealed class DropUpdate(int says) : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var file = CommandShape.Is(command, 0xD6) ? below.Card.CurrentFile(CommandShape.Channel(command)) : null;
        var before = file?.Content.ToArray();
        var length = below.Process(command, response);
        if (before is null || !CommandShape.IsStatus(response, length, Sw.Ok))
            return length;
        before.CopyTo(file!.Content, 0);
        return ReferenceUicc.Answer(response, says);
    }
}

/// <summary>From the second activation on the files of the PKCS#15 application hold nothing but FF.</summary>
internal sealed class LoseApplicationOnReset : CommandFilter
{
    private int _resets;

    public override void Reset() => _resets++;

    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (_resets > 1 && length > 2 && CommandShape.Is(command, 0xB0)
            && below.Card.CurrentFile(CommandShape.Channel(command)) is { Parent.Aid: { } aid } && aid.AsSpan().SequenceEqual(BootstrapPlace.Aid))
        {
            response[..(length - 2)].Fill(0xFF);
        }

        return length;
    }
}

/// <summary>READ BINARY of an EF with records gives its octets.</summary>
internal sealed class ReadRecordsAsBinary : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0xB0) && CommandShape.IsStatus(response, length, Sw.WrongStructure)
            && below.Card.CurrentFile(CommandShape.Channel(command)) is { } file
            ? FileShape.Read(file, command, response)
            : length;
    }
}

/// <summary>READ BINARY without a current EF gives EF_ICCID.</summary>
internal sealed class ReadWithoutFile : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0xB0) && CommandShape.IsStatus(response, length, Sw.NoFileSelected)
            && below.Card.State.MasterFile.Child(0x2FE2) is { } file
            ? FileShape.Read(file, command, response)
            : length;
    }
}

/// <summary>READ BINARY takes 14 bits of the offset, not 15.</summary>
internal sealed class WrapOffset : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (!CommandShape.Is(command, 0xB0) || (command[2] & 0xC0) != 0x40)
            return below.Process(command, response);
        var changed = command.ToArray();
        changed[2] &= 0x3F;
        return below.Process(changed, response);
    }
}
