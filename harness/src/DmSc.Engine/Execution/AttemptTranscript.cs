using System.Buffers;
using System.Globalization;
using System.Text.Json;
using DmSc.Engine.Journal;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;

namespace DmSc.Engine.Execution;

/// <summary>The frames of one attempt, in memory until it ends. Bounded: beyond the bound frames are counted, not kept.</summary>
internal sealed class AttemptTranscript(TimeProvider time, Redactor redactor) : ITranscript
{
    private const int MaxFrames = 100_000;
    private const long MaxOctets = 64L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private readonly List<Frame> _frames = [];
    private long _octets;
    private int _dropped;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_lock)
                return _frames.Count;
        }
    }

    public void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "")
    {
        var copy = octets.ToArray();
        if (redactor.Clean(copy))
            note = note.Length == 0 ? "sensitive octets masked" : $"{note} (sensitive octets masked)";
        lock (_lock)
        {
            // A verb that was abandoned at its deadline may still talk; its words belong to no attempt.
            if (_closed)
                return;
            if (_frames.Count >= MaxFrames || _octets + copy.Length > MaxOctets)
            {
                _dropped++;
                return;
            }

            _octets += copy.Length;
            _frames.Add(new Frame(_frames.Count, time.GetElapsedTime(_started), channel, direction, copy, redactor.Clean(note)));
        }
    }

    /// <summary>The last frame sent to the IUT from a place on, when nothing came back on its channel; else <c>null</c>.</summary>
    /// <param name="firstFrame">Where the step began.</param>
    public Frame? Unanswered(int firstFrame)
    {
        lock (_lock)
        {
            for (var i = _frames.Count - 1; i >= firstFrame; i--)
            {
                if (_frames[i].Direction != FrameDirection.ToIut)
                    continue;
                var sent = _frames[i];
                return _frames.FindIndex(i, f => f.Direction == FrameDirection.FromIut && f.Channel == sent.Channel) < 0 ? sent : null;
            }
        }

        return null;
    }

    /// <summary>How many frames went to the IUT from one place to another.</summary>
    /// <param name="firstFrame">The first that counts.</param>
    /// <param name="lastFrame">The last that counts.</param>
    public int SentBetween(int firstFrame, int lastFrame)
    {
        lock (_lock)
            return _frames.Skip(firstFrame).Take(lastFrame - firstFrame + 1).Count(f => f.Direction == FrameDirection.ToIut);
    }

    /// <summary>Ends the transcript; later frames are not taken.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
    }

    /// <summary>One JSON object a line: i, t, ch, dir, hex, note.</summary>
    public ReadOnlyMemory<byte> ToJsonLines()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        lock (_lock)
        {
            foreach (var frame in _frames)
                Write(writer, buffer, frame);
            if (_dropped > 0)
                Write(writer, buffer, new Frame(_frames.Count, time.GetElapsedTime(_started), "harness", FrameDirection.Note, default, $"{_dropped} more frames were not kept (bound {MaxFrames} frames, {MaxOctets} octets)"));
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, ArrayBufferWriter<byte> buffer, Frame frame)
    {
        writer.WriteStartObject();
        writer.WriteNumber("i"u8, frame.Index);
        writer.WriteString("t"u8, frame.At.ToString("c", CultureInfo.InvariantCulture));
        writer.WriteString("ch"u8, frame.Channel);
        writer.WriteString("dir"u8, frame.Direction switch { FrameDirection.ToIut => "to-iut"u8, FrameDirection.FromIut => "from-iut"u8, _ => "note"u8 });
        writer.WriteString("hex"u8, Convert.ToHexString(frame.Bytes.Span));
        writer.WriteString("note"u8, frame.Note);
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset();
        buffer.Write("\n"u8);
    }
}
