using System.Collections.Immutable;
using System.Globalization;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Server;

/// <summary>What a Get brought from one node.</summary>
/// <param name="Uri">Source/LocURI; <see langword="null"/> when the client named none.</param>
/// <param name="Octets">The value, base64 undone where the Format says so; empty when there is none.</param>
/// <param name="Format">Format in force; <see langword="null"/> means chr.</param>
/// <param name="Type">Type in force; <see langword="null"/> means text/plain.</param>
/// <param name="Data">Data as sent, or <see langword="null"/> when there is none or it came in chunks.</param>
public sealed record ServerResult(string? Uri, ReadOnlyMemory<byte> Octets, string? Format, string? Type, SyncMlData? Data)
{
    /// <summary>The value as text; what is no UTF-8 shows as replacement characters.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Octets.Span);
}

/// <summary>A command and what came back for it. Written by the session only; what is read is always a whole state.</summary>
public sealed class ServerExchange
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ServerExchange(SyncMlCommand command)
    {
        Command = command;
        Nested = command.Commands.IsEmpty ? [] : [.. command.Commands.Select(c => new ServerExchange(c))];
    }

    /// <summary>The command, with its CmdID once it was sent.</summary>
    public SyncMlCommand Command { get; internal set; }

    /// <summary>Those in an Atomic or Sequence.</summary>
    public ImmutableArray<ServerExchange> Nested { get; }

    /// <summary>MsgID of the message it (or its last chunk) went out in; <see langword="null"/> before.</summary>
    public string? MsgId { get; internal set; }

    /// <summary>Status elements that name it, in order of arrival: those of every chunk, and those of messages that had to be repeated.</summary>
    public ImmutableArray<SyncMlCommand> Statuses { get; internal set; } = [];

    /// <summary>Results elements that name it, in order of arrival.</summary>
    public ImmutableArray<SyncMlCommand> Results { get; internal set; } = [];

    /// <summary>The values in them, chunks put together.</summary>
    public ImmutableArray<ServerResult> Values { get; internal set; } = [];

    /// <summary>Code of the Status for its last message; <see langword="null"/> while there is none, or when it is no number. Where Items ended differently it is the highest:
    /// success is what all of them say. See <see cref="WasCarriedOut"/> for the least of it.</summary>
    public int? Status
    {
        get
        {
            int? highest = null;
            foreach (var status in Statuses)
            {
                if (status.MsgRef != MsgId)
                    continue;
                if (CodeOf(status) is not { } code)
                    return null;
                highest = Math.Max(highest ?? 0, code);
            }

            return highest;
        }
    }

    /// <summary>Whether any Status, also of a message that had to be repeated, says that it was carried out, be it for one Item only. Chunks (213) do not count.</summary>
    public bool WasCarriedOut
    {
        get
        {
            foreach (var status in Statuses)
            {
                if (CodeOf(status) is >= 200 and < 300 and not (213 or 214 or 215 or 216))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Codes of all Status elements that name it, in order of arrival; 0 where there is no number.</summary>
    public ImmutableArray<int> Codes => [.. Statuses.Select(s => CodeOf(s) ?? 0)];

    /// <summary>Why it never went out; <see langword="null"/> when it did or still may.</summary>
    public string? NotSent { get; internal set; }

    /// <summary>Completes when the client's package that answers it has ended, or when the session has. Look at <see cref="Statuses"/> then.</summary>
    public Task WhenOver => _answered.Task;

    /// <summary>In how many messages its data went out, when in chunks.</summary>
    public int ChunksSent { get; internal set; }

    internal static int? CodeOf(SyncMlCommand status)
    {
        if (status.Data is not { } data)
            return null;

        // Every code that is one: no string has to be made for it.
        if (data is { Octets: { Length: 3 or 4 } octets, Element.Content: [not WbxmlElement] } && !octets.Span.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            var number = 0;
            foreach (var digit in octets.Span)
                number = (10 * number) + (digit - '0');
            return number;
        }

        return int.TryParse(data.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
    }

    internal void Add(SyncMlCommand status) => Statuses = Statuses.Add(status);

    internal void AddResults(SyncMlCommand results) => Results = Results.Add(results);

    internal void AddValue(SyncMlCommand results, SyncMlItem item, ReadOnlyMemory<byte> octets, SyncMlData? data)
    {
        var format = results.FormatOf(item);
        var value = octets;
        if (format == "b64")
        {
            try
            {
                value = SyncMlData.OfText(System.Text.Encoding.ASCII.GetString(octets.Span)).Decoded(format);
            }
            catch (Exception e) when (e is WireFormatException or ArgumentException)
            {
                // The value stays as sent; that it is no base64 shows in its Format.
                value = octets;
            }
        }

        Values = Values.Add(new ServerResult(item.Source?.LocUri, value, format, results.TypeOf(item), data));
    }

    internal void End()
    {
        foreach (var inner in Nested)
            inner.End();
        _answered.TrySetResult();
    }
}
