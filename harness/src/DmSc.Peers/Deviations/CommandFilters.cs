using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>READ BINARY of the files with these identifiers in the PKCS#15 application is refused with 6982, whatever EF_ARR says.</summary>
internal sealed class RefuseReading(IReadOnlyList<ushort> fids) : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0xB0) && below.Card.CurrentFile(CommandShape.Channel(command)) is { Parent.Aid: { } aid, Fid: { } fid }
            && aid.AsSpan().SequenceEqual(BootstrapPlace.Aid) && fids.Contains(fid)
            ? ReferenceUicc.Answer(response, Sw.SecurityNotSatisfied)
            : length;
    }
}

/// <summary>READ BINARY always starts at offset 0.</summary>
internal sealed class IgnoreOffset : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (!CommandShape.Is(command, 0xB0) || command.Length > 7)
            return below.Process(command, response);
        Span<byte> changed = stackalloc byte[7];
        command.CopyTo(changed);
        changed[3] = 0;
        if ((command[2] & 0x80) == 0)
            changed[2] = 0;
        return below.Process(changed[..command.Length], response);
    }
}

/// <summary>A SELECT on any other channel changes the selection of channel 0 as well.</summary>
internal sealed class ShareSelection : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (CommandShape.Is(command, 0xA4) && CommandShape.Channel(command) != 0 && CommandShape.Succeeded(response, length))
            below.Card.CopySelection(CommandShape.Channel(command), 0);
        return length;
    }
}

/// <summary>SELECT of a file that is not there says 9000; the selection stays as it was.</summary>
internal sealed class SelectAnything : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0xA4) && command[2] != 0x04 && length == 2 && response[0] == 0x6A && response[1] == 0x82
            ? ReferenceUicc.Answer(response, Sw.Ok)
            : length;
    }
}

/// <summary>READ RECORD of the file drops the last octet of the record.</summary>
internal sealed class ShortRecord(string path) : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0xB2) && length > 2 && below.Card.CurrentFile(CommandShape.Channel(command))?.Path == path
            ? ReferenceUicc.Answer(response, length - 3, Sw.Ok)
            : length;
    }
}

/// <summary>From a SELECT by AID on the card answers nothing until it is reset.</summary>
internal sealed class MuteOnSelectByName : CommandFilter
{
    private bool _mute;

    public override void Reset() => _mute = false;

    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        _mute |= CommandShape.Is(command, 0xA4) && command[2] == 0x04;
        return _mute ? 0 : below.Process(command, response);
    }
}

/// <summary>What filters need to know of a command.</summary>
internal static class CommandShape
{
    public static bool Is(ReadOnlySpan<byte> command, byte ins) => command.Length >= 4 && (command[0] & 0x80) == 0 && command[1] == ins;

    public static int Channel(ReadOnlySpan<byte> command) => (command[0] & 0x40) != 0 ? 4 + (command[0] & 0x0F) : command[0] & 0x03;

    public static bool Succeeded(ReadOnlySpan<byte> response, int length) => length >= 2 && response[length - 2] is 0x90 or 0x61 or 0x62;
}
