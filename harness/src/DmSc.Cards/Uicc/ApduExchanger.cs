using System.Buffers;
using DmSc.Cards.Link;
using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Cards.Uicc;

/// <summary>The transmission rules between an APDU and the exchanges it takes (ISO/IEC 7816-3, 12.2; ETSI TS 102 221, 7.3.1.1).</summary>
internal sealed class ApduExchanger(ICardLink link, TerminalOptions options, IApduObserver? observer)
{
    private const int MaxResponse = 65538;
    private readonly byte[] _response = new byte[MaxResponse];
    private readonly long _start = options.Time.GetTimestamp();

    /// <summary>Powers or resets the card.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct)
    {
        var atr = await WithDeadlineAsync(default, options.PowerDeadline, token => link.PowerOnAsync(reset, token), ct);
        observer?.OnPowerOn(reset, atr.Span, Now());
        return atr;
    }

    /// <summary>Removes power.</summary>
    public async ValueTask PowerOffAsync(CancellationToken ct)
    {
        await WithDeadlineAsync(
            default,
            options.PowerDeadline,
            async token =>
            {
                await link.PowerOffAsync(token);
                return true;
            },
            ct);
        observer?.OnPowerOff(Now());
    }

    /// <summary>One exchange, byte for byte.</summary>
    public async ValueTask<Exchange> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken ct)
    {
        var at = Now();
        var count = await WithDeadlineAsync(command, options.CommandDeadline, token => link.TransmitAsync(command, _response, token), ct);
        var response = _response.AsSpan(0, count).ToArray();
        var exchange = new Exchange(command, response, at, Now() - at);
        observer?.OnExchange(command.Span, response, at);
        return exchange;
    }

    /// <summary>One command with all that its protocol needs.</summary>
    /// <exception cref="ArgumentException">An extended APDU over T=0.</exception>
    /// <exception cref="WireFormatException">A response that is no response to the command, or an endless one.</exception>
    public async ValueTask<CommandResult> SendAsync(CommandApdu command, CancellationToken ct)
    {
        var t0 = link.Protocol == 0;
        if (t0 && command.IsExtended)
            throw new ArgumentException("T=0 carries no extended APDU", nameof(command));

        var exchanges = new List<Exchange>(2);
        // T=0 has one length octet: with command data in it there is no place for Le, and data waits for GET RESPONSE.
        var onWire = t0 && !command.Data.IsEmpty ? command with { Le = null } : command;
        var response = await StepAsync(onWire, exchanges, ct);
        if (command.Le is not { } wanted)
            return new CommandResult(response.Data, response.Sw, exchanges);

        var warning = t0 && onWire.Le is null && HidesData(response.Sw) ? response.Sw : (StatusWord?)null;
        var waiting = warning is null ? Waiting(response.Sw, command.Cla) : 256;
        if (waiting is null)
            return new CommandResult(response.Data, response.Sw, exchanges);

        var data = new ArrayBufferWriter<byte>();
        data.Write(response.Data.Span);
        var all = wanted == 65536 || (wanted == 256 && !command.IsExtended);
        var get = new CommandApdu(command.Cla == 0xA0 ? command.Cla : ClassByte.OnChannel(0x00, ClassByte.ChannelOf(command.Cla)), 0xC0, 0, 0);
        for (var round = 0; waiting is { } available; round++)
        {
            var ask = all ? available : Math.Min(available, wanted - data.WrittenCount);
            if (ask <= 0)
                break;
            if (round == options.MaxGetResponses)
                throw new WireFormatException("ResponseChain", data.WrittenCount, $"the response to {command} does not end after {round} GET RESPONSE commands");
            response = await StepAsync(get with { Le = ask }, exchanges, ct);
            data.Write(response.Data.Span);
            waiting = Waiting(response.Sw, command.Cla);
        }

        return new CommandResult(data.WrittenMemory, warning ?? response.Sw, exchanges);
    }

    /// <summary>SW1 SW2 that say data waits though the command ended with a warning: 62F3, and SELECT of a deactivated or terminated file.</summary>
    private static bool HidesData(StatusWord sw) => sw.Value is 0x62F3 or 0x6283 or 0x6284;

    private static int? Waiting(StatusWord sw, byte cla) =>
        sw.HasMoreData || (cla == 0xA0 && sw.Sw1 == 0x9F) ? LengthOf(sw.Sw2) : null;

    private static int LengthOf(byte octet) => octet == 0 ? 256 : octet;

    /// <summary>One exchange, and on 6Cxx a second one with the length the card names; a second 6Cxx is the card's answer.</summary>
    private async ValueTask<ResponseApdu> StepAsync(CommandApdu command, List<Exchange> exchanges, CancellationToken ct)
    {
        var response = await ExchangeAsync(command, exchanges, ct);
        return response.Sw.IsWrongLe && command.Le is not null
            ? await ExchangeAsync(command with { Le = LengthOf(response.Sw.Sw2) }, exchanges, ct)
            : response;
    }

    private async ValueTask<ResponseApdu> ExchangeAsync(CommandApdu command, List<Exchange> exchanges, CancellationToken ct)
    {
        var exchange = await TransmitAsync(command.ToBytes(), ct);
        exchanges.Add(exchange);
        var response = exchange.Response;
        var asked = command.Le ?? 0;
        return response.Data.Length <= asked
            ? response
            : throw new WireFormatException("ResponseTooLong", asked, $"the response to {command} has {response.Data.Length} data octets, asked for were {asked}");
    }

    private TimeSpan Now() => options.Time.GetElapsedTime(_start);

    private async ValueTask<T> WithDeadlineAsync<T>(
        ReadOnlyMemory<byte> command, TimeSpan limit, Func<CancellationToken, ValueTask<T>> action, CancellationToken ct)
    {
        var at = Now();
        using var deadline = new CancellationTokenSource(limit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await action(either.Token);
        }
        catch (LinkException e)
        {
            observer?.OnLinkFailure(command.Span, e.Failure, at);
            throw;
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            observer?.OnLinkFailure(command.Span, LinkFailure.Deadline, at);
            throw new LinkException(LinkFailure.Deadline, $"{link.Name} did not answer within {limit.TotalSeconds:0.###} s", e);
        }
    }
}
