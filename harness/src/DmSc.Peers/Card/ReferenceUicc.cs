using DmSc.Cards.Link;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Deviations;

namespace DmSc.Peers.Card;

/// <summary>
/// The reference UICC: a session over octets, without I/O and without a clock (ETSI TS 102 221). No command makes it throw; what it does not
/// understand gets the status word of the standard. It takes both T=0 and T=1 style: a SELECT without Le is answered 61xx, with Le with the data.
/// Where the standard leaves a choice: a wrong Le is 6Cxx, an access to a deactivated file 6984, an update over the end of a file 6700.
/// Not thread-safe; whoever serves it sends one command at a time.
/// </summary>
public sealed partial class ReferenceUicc
{
    private readonly Channel[] _channels;
    private readonly CommandFilter[] _filters;
    private readonly Random _random;

    private ReferenceUicc(CardState state, int seed, IEnumerable<CommandFilter> filters)
    {
        State = state;
        _random = new Random(seed);
        _filters = [.. filters];
        _channels = new Channel[Math.Clamp(state.Image.LogicalChannels, 1, 20)];
        for (var i = 0; i < _channels.Length; i++)
            _channels[i] = new Channel();
    }

    /// <summary>The non-volatile memory.</summary>
    public CardState State { get; }

    /// <summary>Whether the card has power.</summary>
    public bool IsPowered { get; private set; }

    /// <summary>The answer to reset, whether the card has power or not.</summary>
    public ReadOnlyMemory<byte> Atr => State.Image.Atr;

    /// <summary>Issues a card.</summary>
    /// <param name="image">A sound image.</param>
    /// <param name="seed">Seed of GET CHALLENGE.</param>
    /// <param name="deviations">Defects the card is to have, applied in this order; none when <c>null</c>.</param>
    /// <param name="persisted">Memory of an earlier life of the same image with the same deviations, or <c>null</c> for a new card.</param>
    /// <exception cref="ArgumentException">The image has problems, lacks what a deviation changes, or the snapshot is of another image.</exception>
    public static ReferenceUicc Create(
        CardImage image, int seed, IReadOnlyList<CardDeviation>? deviations = null, CardSnapshot? persisted = null)
    {
        var problems = image.Validate();
        if (problems.Count > 0)
            throw new ArgumentException($"card image '{image.Name}': {string.Join("; ", problems)}", nameof(image));
        deviations ??= [];
        var changed = image;
        List<CommandFilter> filters = [];
        foreach (var deviation in deviations)
        {
            if (deviation.CreateFilter(changed) is { } filter)
                filters.Add(filter);
            changed = deviation.ApplyTo(changed);
        }

        var state = persisted is null ? new CardState(changed) : new CardState(changed, persisted);
        return new ReferenceUicc(state, seed, filters);
    }

    /// <summary>Powers the card or resets it: selection, channels, verified PINs and waiting responses are forgotten, memory is not.</summary>
    /// <param name="kind">Cold or warm; a UICC answers both alike.</param>
    /// <returns>The ATR.</returns>
    public ReadOnlyMemory<byte> Reset(CardReset kind)
    {
        _ = kind;
        Forget();
        IsPowered = true;
        foreach (var filter in _filters)
            filter.Reset();
        return Atr;
    }

    /// <summary>Takes the power away.</summary>
    public void PowerOff()
    {
        Forget();
        IsPowered = false;
    }

    /// <summary>Executes one command.</summary>
    /// <param name="command">Any octets.</param>
    /// <param name="response">Room for the response, at least 2 octets; 258 hold that to any short APDU, 65,538 that to any.</param>
    /// <returns>
    /// Octets written, at least 2; 0 when the card gives no answer, which happens only without power or under a deviation that makes it mute.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="response"/> has no room for a status word.</exception>
    public int Process(ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (response.Length < 2)
            throw new ArgumentException("a response has at least two octets", nameof(response));
        return IsPowered ? Process(0, command, response) : 0;
    }

    /// <summary>Sends a command through the filters from number <paramref name="filter"/> on, and then to the card itself.</summary>
    internal int Process(int filter, ReadOnlySpan<byte> command, Span<byte> response) => filter < _filters.Length
        ? _filters[filter].Process(new CommandPipeline(this, filter + 1), command, response)
        : Execute(command, response);

    /// <summary>The EF that is current on an open channel, or <c>null</c>.</summary>
    internal FileNode? CurrentFile(int channel) => OpenChannel(channel)?.File;

    /// <summary>The octets that wait for GET RESPONSE on an open channel; empty for none.</summary>
    internal ReadOnlySpan<byte> WaitingOn(int channel) => OpenChannel(channel) is { } open ? open.Waiting : default;

    /// <summary>Gives one open channel the selection of another.</summary>
    internal void CopySelection(int from, int to)
    {
        if (OpenChannel(from) is { } source && OpenChannel(to) is { } target)
            target.CopySelection(source);
    }

    internal static int Answer(Span<byte> response, int sw) => Answer(response, 0, sw);

    internal static int Answer(Span<byte> response, int dataLength, int sw)
    {
        response[dataLength] = (byte)(sw >> 8);
        response[dataLength + 1] = (byte)sw;
        return dataLength + 2;
    }

    private static int WrongLe(Span<byte> response, int right) => Answer(response, 0x6C00 | (right > 255 ? 0 : right));

    /// <summary>Response data of a command with data (case 4): at once as far as Le asks, the rest waits for GET RESPONSE.</summary>
    private static int AnswerOrKeep(Channel channel, in ReceivedApdu apdu, Span<byte> response, ReadOnlySpan<byte> data, int sw)
    {
        if (apdu.HasLe)
        {
            var now = Math.Min(apdu.Le, data.Length);
            if (now == data.Length)
                return Answer(response, data, sw);
            channel.Keep(data[now..]);
            return Answer(response, data[..now], Waiting(data.Length - now));
        }

        // A warning takes the place of 61xx; the data waits all the same (GET RESPONSE with any Le tells how long it is).
        channel.Keep(data);
        return Answer(response, sw == Sw.Ok ? Waiting(data.Length) : sw);
    }

    /// <summary>61xx; 00 says 256 or more.</summary>
    private static int Waiting(int octets) => 0x6100 | (octets > 255 ? 0 : octets);

    private static int Answer(Span<byte> response, ReadOnlySpan<byte> data, int sw)
    {
        if (data.Length + 2 > response.Length)
            return Answer(response, Sw.ResponseTooLong);
        data.CopyTo(response);
        return Answer(response, data.Length, sw);
    }

    private Channel? OpenChannel(int number) => number < _channels.Length && _channels[number].IsOpen ? _channels[number] : null;

    private void Forget()
    {
        foreach (var channel in _channels)
        {
            channel.Open(State.MasterFile, null);
            channel.IsOpen = false;
        }

        _channels[0].IsOpen = true;
        State.ForgetVerifications();
    }

    private int Execute(ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (command.Length < 4)
            return Answer(response, Sw.WrongLength);
        if (!ClassOf(command[0], out var ts102221, out var number, out var secured))
            return Answer(response, Sw.UnknownCla);
        if (OpenChannel(number) is not { } channel)
            return Answer(response, Sw.NoChannel);
        if (secured)
            return Answer(response, Sw.NoSecureMessaging);
        if (command[1] != 0xC0)
            channel.Discard();
        if (!IsKnown(command[1]))
            return Answer(response, Sw.UnknownIns);
        if (ts102221 != IsEtsi(command[1]) && !(ts102221 && State.Image.TolerantClass))
            return Answer(response, Sw.UnknownCla);
        if (!ReceivedApdu.TryParse(command, out var apdu))
            return Answer(response, Sw.WrongLength);
        return apdu.Ins switch
        {
            0xA4 => Select(channel, apdu, response),
            0xC0 => GetResponse(channel, apdu, response),
            0xB0 => ReadBinary(channel, apdu, response),
            0xD6 => UpdateBinary(channel, apdu, response),
            0xB2 => ReadRecord(channel, apdu, response),
            0xDC => UpdateRecord(channel, apdu, response),
            0xA2 => SearchRecord(channel, apdu, response),
            0x32 => Increase(channel, apdu, response),
            0xAA => TerminalCapability(apdu, response),
            0xF2 => Status(channel, apdu, response),
            0x70 => ManageChannel(number, apdu, response),
            0x84 => GetChallenge(apdu, response),
            0x04 => SetLifeCycle(channel, apdu, response, LifeCycle.Deactivated),
            0x44 => SetLifeCycle(channel, apdu, response, LifeCycle.Activated),
            0x20 => Verify(apdu, response),
            0x24 => Change(apdu, response),
            0x26 => Disable(apdu, response),
            0x28 => Enable(apdu, response),
            _ => Unblock(apdu, response),
        };
    }

    private bool IsKnown(byte ins) => ins is 0xA4 or 0xC0 or 0xB0 or 0xD6 or 0xB2 or 0xDC or 0xA2 or 0x32 or 0xF2 or 0x70 or 0x84 or 0x04 or 0x44
        or 0x20 or 0x24 or 0x26 or 0x28 or 0x2C || (ins == 0xAA && State.Image.TerminalCapability);

    /// <summary>Instructions of class 8X, CX, EX (ETSI TS 102 221, 10.1.2).</summary>
    private static bool IsEtsi(byte ins) => ins is 0xF2 or 0x32 or 0xAA;

    /// <summary>0X, 4X, 6X: interindustry; 8X, CX, EX: TS 102 221. Command chaining (b5) and every other class is unknown.</summary>
    private static bool ClassOf(byte cla, out bool ts102221, out int channel, out bool secured)
    {
        ts102221 = (cla & 0x80) != 0;
        if ((cla & 0x40) != 0)
        {
            channel = 4 + (cla & 0x0F);
            secured = (cla & 0x20) != 0;
            return (cla & 0x10) == 0;
        }

        channel = cla & 0x03;
        secured = (cla & 0x0C) != 0;
        return (cla & 0x70) == 0;
    }

    private int ManageChannel(int issuer, in ReceivedApdu apdu, Span<byte> response)
    {
        if (!apdu.Data.IsEmpty)
            return Answer(response, Sw.WrongLength);
        if (apdu.P1 == 0x80)
        {
            if (apdu.P2 is 0 or > 19)
                return Answer(response, Sw.WrongP1P2);
            if (OpenChannel(apdu.P2) is not { } closing)
                return Answer(response, Sw.NoChannel);
            if (apdu.HasLe && !apdu.AsksForAll)
                return Answer(response, Sw.WrongLength);
            closing.IsOpen = false;
            return Answer(response, Sw.Ok);
        }

        if (apdu.P1 != 0 || apdu.P2 > 19)
            return Answer(response, Sw.WrongP1P2);
        int number = apdu.P2;
        if (number == 0)
        {
            if (Array.FindIndex(_channels, c => !c.IsOpen) is var free && free < 0)
                return Answer(response, Sw.NoChannel);
            if (apdu.Le != 1)
                return WrongLe(response, 1);
            number = free;
        }
        else if (number >= _channels.Length || _channels[number].IsOpen)
        {
            return Answer(response, Sw.NoChannel);
        }
        else if (apdu.HasLe && !apdu.AsksForAll)
        {
            return Answer(response, Sw.WrongLength);
        }

        // From channel 0 the new channel starts at the MF, from any other it inherits the directory and application of its opener.
        var opener = _channels[issuer];
        if (issuer == 0)
            _channels[number].Open(State.MasterFile, null);
        else
            _channels[number].Open(opener.Directory, opener.Application);
        return apdu.P2 == 0 ? Answer(response, [(byte)number], Sw.Ok) : Answer(response, Sw.Ok);
    }

    private int GetResponse(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (apdu.P1 != 0 || apdu.P2 != 0)
            return Answer(response, Sw.WrongP1P2);
        if (!apdu.Data.IsEmpty)
            return Answer(response, Sw.WrongLength);
        var waiting = channel.Waiting;
        if (waiting.IsEmpty)
            return Answer(response, Sw.ConditionsNotSatisfied);
        if (!apdu.HasLe || apdu.Le > waiting.Length)
            return WrongLe(response, waiting.Length);
        var rest = waiting.Length - apdu.Le;
        var length = Answer(response, waiting[..apdu.Le], rest == 0 ? Sw.Ok : Waiting(rest));
        channel.Take(apdu.Le);
        return length;
    }

    private int TerminalCapability(in ReceivedApdu apdu, Span<byte> response)
    {
        if (apdu.P1 != 0 || apdu.P2 != 0)
            return Answer(response, Sw.WrongP1P2);
        if (apdu.Data.IsEmpty || apdu.HasLe)
            return Answer(response, Sw.WrongLength);
        if (apdu.Data.Length < 2 || apdu.Data[0] != 0xA9 || apdu.Data[1] > 0x7F || apdu.Data[1] != apdu.Data.Length - 2)
            return Answer(response, Sw.WrongData);
        for (var rest = apdu.Data[2..]; !rest.IsEmpty; rest = rest[(2 + rest[1])..])
        {
            if (rest.Length < 2 || rest[1] > rest.Length - 2)
                return Answer(response, Sw.WrongData);
        }

        return Answer(response, Sw.Ok);
    }

    private int GetChallenge(in ReceivedApdu apdu, Span<byte> response)
    {
        if (apdu.P1 != 0 || apdu.P2 != 0)
            return Answer(response, Sw.WrongP1P2);
        if (!apdu.Data.IsEmpty)
            return Answer(response, Sw.WrongLength);
        if (!apdu.HasLe)
            return WrongLe(response, 8);
        if (apdu.Le + 2 > response.Length)
            return Answer(response, Sw.ResponseTooLong);
        _random.NextBytes(response[..apdu.Le]);
        return Answer(response, apdu.Le, Sw.Ok);
    }
}
