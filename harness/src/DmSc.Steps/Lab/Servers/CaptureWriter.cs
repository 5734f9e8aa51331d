using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DmSc.Engine.Loading;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Lab.Servers;

/// <summary>
/// Keeps what a server sends in a folder that the driver <c>capture</c> reads. A push belongs to the order before it; the manifest is written anew
/// after every one, so that a server that is killed leaves a sound folder.
/// </summary>
internal sealed class CaptureWriter
{
    private static readonly JsonSerializerOptions s_text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<Order> _kept = [];
    private readonly List<Push> _early = [];
    private Order? _begun;

    private CaptureWriter(string folder, TimeProvider time) => (_folder, _time) = (folder, time);

    /// <summary>Begins a capture.</summary>
    /// <exception cref="IOException">The folder cannot be made, or has a capture already.</exception>
    public static CaptureWriter Create(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        return File.Exists(Path.Combine(folder, CaptureManifest.FileName))
            ? throw new IOException($"{folder}: there is a capture already; name another folder")
            : new CaptureWriter(folder, time);
    }

    /// <summary>An order is about to be carried out; it counts once it is kept.</summary>
    public void Begin(string kind, IReadOnlyDictionary<string, string> order, IReadOnlyDictionary<string, string> device)
    {
        lock (_gate)
        {
            _early.Clear();
            var encrypted = order.GetValueOrDefault("content") is not (null or "none" or "signed");
            // The key is long and says something about encrypted content only.
            _begun = new Order(
                kind,
                [.. order.Where(v => CaptureManifest.OrderNames(kind).Contains(v.Key, StringComparer.Ordinal))],
                [.. device.Where(v => DeviceValues.Names.Contains(v.Key, StringComparer.Ordinal) && (encrypted || v.Key != "recipient-key"))]);
        }
    }

    /// <summary>The order was carried out.</summary>
    public void Keep(string? userEntry)
    {
        lock (_gate)
        {
            if (_begun is not { } order)
                return;
            CloseLast();
            order.UserEntry = userEntry;
            _kept.Add(order);
            _begun = null;
            foreach (var push in _early)
                Take(order, push);
            _early.Clear();
            Write();
        }
    }

    /// <summary>A push went out.</summary>
    public void Add(PushBearerKind bearer, string? sender, ImmutableArray<ReadOnlyMemory<byte>> frames)
    {
        lock (_gate)
        {
            var push = new Push(bearer, sender, frames, _time.GetUtcNow());
            if (_begun is not null)
            {
                _early.Add(push);
            }
            else if (_kept.Count > 0)
            {
                Take(_kept[^1], push);
                Write();
            }
        }
    }

    /// <summary>Nothing more comes of the orders so far.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_kept.Count == 0 || _kept[^1].Until is not null)
                return;
            CloseLast();
            Write();
        }
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, s_text);

    private static string Values(IEnumerable<KeyValuePair<string, string>> values) => string.Join(", ", values.Select(v => $"{v.Key}: {Quoted(v.Value)}"));

    private void CloseLast()
    {
        if (_kept.Count > 0)
            _kept[^1].Until ??= _time.GetUtcNow();
    }

    private void Take(Order order, Push push)
    {
        var names = new List<string>();
        foreach (var frame in push.Frames)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{_kept.Count:000}-{order.Pushes.Count + 1}");
            names.Add(push.Bearer == PushBearerKind.Sms ? $"{number}-{names.Count + 1}.tpdu" : $"{number}.http");
            File.WriteAllBytes(Path.Combine(_folder, names[^1]), frame.Span);
        }

        order.Pushes.Add((push, names));
    }

    private void Write()
    {
        var text = new StringBuilder("# What a server sent, as the driver 'capture' reads it (harness/docs/drivers-server.md). It has secrets of the devices in it.\n");
        foreach (var kind in CaptureManifest.Kinds)
        {
            if (_kept.Where(o => o.Kind == kind && o.Pushes.Count > 0).ToList() is not { Count: > 0 } orders)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{kind}:\n");
            foreach (var order in orders)
                Write(text, order);
        }

        var octets = Encoding.UTF8.GetBytes(text.ToString());
        if (octets.Length > YamlReader.MaxOctets)
            throw new IOException($"{_folder}: the capture is full, a manifest has at most {YamlReader.MaxOctets} octets; start the server with another folder");
        var path = Path.Combine(_folder, CaptureManifest.FileName);
        File.WriteAllBytes(path + ".tmp", octets);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private void Write(StringBuilder text, Order order)
    {
        text.Append(CultureInfo.InvariantCulture, $"  - order: {{ {Values(order.Values)} }}\n");
        text.Append(CultureInfo.InvariantCulture, $"    device: {{ {Values(order.Device)} }}\n");
        if (order.UserEntry is { } entry)
            text.Append(CultureInfo.InvariantCulture, $"    user-entry: {Quoted(entry)}\n");
        var observed = (order.Until ?? _time.GetUtcNow()) - order.Pushes[0].Push.At;
        text.Append(CultureInfo.InvariantCulture, $"    observed: {(long)Math.Clamp(observed.TotalSeconds, 0, TimeSpan.FromDays(1).TotalSeconds)}s\n    pushes:\n");
        foreach (var (push, names) in order.Pushes)
        {
            var sender = push.Sender is null ? "" : $", sender: {Quoted(push.Sender)}";
            text.Append(CultureInfo.InvariantCulture, $"      - {{ bearer: {DeviceWords.Of(push.Bearer)}, frames: [{string.Join(", ", names)}]{sender} }}\n");
        }
    }

    private sealed class Order(string kind, ImmutableArray<KeyValuePair<string, string>> values, ImmutableArray<KeyValuePair<string, string>> device)
    {
        public string Kind => kind;

        public ImmutableArray<KeyValuePair<string, string>> Values => values;

        public ImmutableArray<KeyValuePair<string, string>> Device => device;

        public List<(Push Push, IReadOnlyList<string> Files)> Pushes { get; } = [];

        public string? UserEntry { get; set; }

        public DateTimeOffset? Until { get; set; }
    }

    private sealed record Push(PushBearerKind Bearer, string? Sender, ImmutableArray<ReadOnlyMemory<byte>> Frames, DateTimeOffset At);
}

/// <summary>Tells a capture what went over a bearer, as it went.</summary>
internal sealed class CapturedBearer(IPushBearer inner, CaptureWriter capture) : IPushBearer
{
    public string Name => inner.Name;

    public async ValueTask<PushReceipt> SendAsync(PushMessage message, Action<PushFrame> told, CancellationToken ct)
    {
        var receipt = await inner.SendAsync(message, told, ct);
        capture.Add(receipt.Kind, receipt.Transport.AuthenticatedSender, [.. receipt.Frames.Where(f => f.Direction == PushDirection.Sent).Select(f => f.Octets)]);
        return receipt;
    }
}
