using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>A command that the card refuses with one status word is sent once more, changed so that the defect in it is gone.</summary>
/// <param name="refusal">The status word.</param>
/// <param name="changed">The command to send instead; empty for none.</param>
internal sealed class OverlookDefect(int refusal, Func<byte[], byte[]> changed) : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (command.Length < 4 || !CommandShape.IsStatus(response, length, refusal))
            return length;
        var instead = changed(command.ToArray());
        return instead.Length == 0 ? length : below.Process(instead, response);
    }
}

/// <summary>An unknown instruction is answered 9000.</summary>
internal sealed class AnswerUnknownIns : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        return CommandShape.IsStatus(response, length, Sw.UnknownIns) ? ReferenceUicc.Answer(response, Sw.Ok) : length;
    }
}

/// <summary>After a command that makes no sense everything is answered 6F00 until the card is reset.</summary>
internal sealed class LockAfterError : CommandFilter
{
    private static readonly int[] Senseless = [Sw.UnknownIns, Sw.UnknownCla, Sw.NoSecureMessaging, Sw.LcInconsistent, Sw.WrongP1P2];
    private bool _locked;

    public override void Reset() => _locked = false;

    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (_locked)
            return ReferenceUicc.Answer(response, 0x6F00);
        var length = below.Process(command, response);
        foreach (var sw in Senseless)
            _locked |= CommandShape.IsStatus(response, length, sw);
        return length;
    }
}

/// <summary>STATUS is not known.</summary>
internal sealed class RefuseStatus : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response) =>
        command.Length >= 4 && command[1] == 0xF2 ? ReferenceUicc.Answer(response, Sw.UnknownIns) : below.Process(command, response);
}

/// <summary>STATUS tells of the MF, whatever is the current directory.</summary>
internal sealed class StatusOfMasterFile : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (command.Length != 5 || command[1] != 0xF2 || command[3] != 0)
            return below.Process(command, response);
        Span<byte> fcp = stackalloc byte[FcpEncoder.MaxLength + 3];
        var length = FcpEncoder.Write(below.Card.State.MasterFile, below.Card.State, fcp);
        if (command[4] != length)
            return ReferenceUicc.Answer(response, 0x6C00 | length);
        fcp[..length].CopyTo(response);
        return ReferenceUicc.Answer(response, length, Sw.Ok);
    }
}

/// <summary>SELECT of an EF in the MF returns the FCP of the MF.</summary>
internal sealed class FcpOfMasterFile : CommandFilter
{
    private byte[]? _waiting;

    public override void Reset() => _waiting = null;

    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (_waiting is { } waiting && CommandShape.Is(command, 0xC0))
        {
            _waiting = null;
            waiting.CopyTo(response);
            return ReferenceUicc.Answer(response, waiting.Length, Sw.Ok);
        }

        _waiting = null;
        var length = below.Process(command, response);
        if (!CommandShape.Is(command, 0xA4) || (command[3] & 0x0C) != 0x04 || !CommandShape.Succeeded(response, length)
            || below.Card.CurrentFile(CommandShape.Channel(command)) is not { Parent: { } parent } || parent != below.Card.State.MasterFile)
        {
            return length;
        }

        Span<byte> fcp = stackalloc byte[FcpEncoder.MaxLength + 3];
        var size = FcpEncoder.Write(parent, below.Card.State, fcp);
        if (length == 2)
        {
            _waiting = fcp[..size].ToArray();
            return ReferenceUicc.Answer(response, 0x6100 | size);
        }

        fcp[..size].CopyTo(response);
        return ReferenceUicc.Answer(response, size, Sw.Ok);
    }
}

/// <summary>MANAGE CHANNEL close says 9000 and leaves the channel open.</summary>
internal sealed class LeaveChannelOpen : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response) =>
        CommandShape.Is(command, 0x70) && command[2] == 0x80 ? ReferenceUicc.Answer(response, Sw.Ok) : below.Process(command, response);
}

/// <summary>Logical channels stay open over a reset.</summary>
internal sealed class KeepChannelsOpen : CommandFilter
{
    private readonly SortedSet<byte> _open = [];
    private bool _wasReset;

    public override void Reset() => _wasReset = true;

    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (_wasReset)
        {
            Span<byte> ignored = stackalloc byte[2];
            foreach (var number in _open)
                below.Process([0x00, 0x70, 0x00, number], ignored);
        }

        _wasReset = false;
        var length = below.Process(command, response);
        if (CommandShape.Is(command, 0x70) && command[2] == 0 && CommandShape.Succeeded(response, length))
            _open.Add(command[3] == 0 ? response[0] : command[3]);
        else if (CommandShape.Is(command, 0x70) && command[2] == 0x80)
            _open.Remove(command[3]);
        return length;
    }
}

/// <summary>A SELECT on channel 0 changes the selection of every other channel.</summary>
internal sealed class DisturbOtherChannels : CommandFilter
{
    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (CommandShape.Is(command, 0xA4) && CommandShape.Channel(command) == 0 && CommandShape.Succeeded(response, length))
        {
            for (var channel = 1; channel < 20; channel++)
                below.Card.CopySelection(0, channel);
        }

        return length;
    }
}

/// <summary>GET RESPONSE gives what an earlier command left waiting, though others were executed since.</summary>
internal sealed class KeepOldResponse : CommandFilter
{
    private byte[] _old = [];

    public override void Reset() => _old = [];

    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (command.Length < 4)
            return length;
        if (below.Card.WaitingOn(CommandShape.Channel(command)) is { IsEmpty: false } waiting)
            _old = waiting.ToArray();
        if (command[1] != 0xC0 || _old.Length == 0 || !CommandShape.IsStatus(response, length, Sw.ConditionsNotSatisfied))
            return length;
        _old.CopyTo(response);
        return ReferenceUicc.Answer(response, _old.Length, Sw.Ok);
    }
}

/// <summary>READ BINARY gives what an earlier command left waiting for GET RESPONSE.</summary>
internal sealed class OldResponseToRead : CommandFilter
{
    private byte[] _old = [];

    public override void Reset() => _old = [];

    public override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        var length = below.Process(command, response);
        if (command.Length < 4)
            return length;
        if (command[1] == 0xC0)
            _old = [];
        else if (below.Card.WaitingOn(CommandShape.Channel(command)) is { IsEmpty: false } waiting)
            _old = waiting.ToArray();
        if (command[1] != 0xB0 || length <= 2)
            return length;
        _old.AsSpan(0, Math.Min(_old.Length, length - 2)).CopyTo(response);
        _old = [];
        return length;
    }
}
