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

/// <summary>SELECT of an AID that is not there says 9000; the selection stays as it was.</summary>
internal sealed class SelectAnyAid : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0xA4) && command[2] == 0x04 && CommandShape.IsNotFound(response, length)
            ? ReferenceUicc.Answer(response, Sw.Ok)
            : length;
    }
}

/// <summary>A SELECT that finds nothing selects the MF.</summary>
internal sealed class LoseSelection : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (!CommandShape.Is(command, 0xA4) || !CommandShape.IsNotFound(response, length))
            return length;
        ReadOnlySpan<byte> selectMf = [command[0], 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00];
        Span<byte> ignored = stackalloc byte[2];
        below.Process(selectMf, ignored);
        return length;
    }
}

/// <summary>A command on one file is refused with 6982, whatever EF_ARR says.</summary>
/// <param name="instruction">INS of the command.</param>
/// <param name="path">The file, <c>MF/2FE2</c>.</param>
internal sealed class RefuseOn(byte instruction, string path) : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.Is(command, instruction) && below.Card.CurrentFile(CommandShape.Channel(command))?.Path == path
            ? ReferenceUicc.Answer(response, Sw.SecurityNotSatisfied)
            : length;
    }
}

/// <summary>READ RECORD behind the last record returns record 1.</summary>
internal sealed class RepeatRecord : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (!CommandShape.Is(command, 0xB2) || command.Length > 7 || length != 2 || response[0] != 0x6A || response[1] != 0x83)
            return length;
        Span<byte> first = stackalloc byte[7];
        command.CopyTo(first);
        first[2] = 1;
        return below.Process(first[..command.Length], response);
    }
}

/// <summary>What is sent on a channel that is not open goes to channel 0; MANAGE CHANNEL is as it should be.</summary>
internal sealed class ExecuteOnChannelZero : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (command.Length < 4 || command[1] == 0x70 || length != 2 || response[0] != 0x68 || response[1] != 0x81)
            return length;
        var changed = command.ToArray();
        changed[0] = (byte)(command[0] & 0x80);
        return below.Process(changed, response);
    }
}

/// <summary>A response as long as Le asks for gets another octet, a copy of its last one.</summary>
internal sealed class OneOctetTooMuch : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        var asked = command.Length == 5 ? command[4] == 0 ? 256 : command[4] : 0;
        if (length <= 2 || length - 2 != asked || length >= response.Length)
            return length;
        response.Slice(length - 3, 3).CopyTo(response[(length - 2)..]);
        return length + 1;
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

    public static bool IsNotFound(ReadOnlySpan<byte> response, int length) => length == 2 && response[0] == 0x6A && response[1] == 0x82;

    public static bool IsStatus(ReadOnlySpan<byte> response, int length, int sw) => length == 2 && ((response[0] << 8) | response[1]) == sw;

    public static bool Succeeded(ReadOnlySpan<byte> response, int length) => length >= 2 && response[length - 2] is 0x90 or 0x61 or 0x62;
}
