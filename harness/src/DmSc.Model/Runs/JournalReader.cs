namespace DmSc.Model.Runs;

/// <summary>
/// Reads journal.jsonl event by event, in bounded memory. A last line without its line feed was torn by the death of its writer: it is
/// not an event, is reported as <see cref="TornTail"/>, and a resumed run cuts the file to <see cref="WholeLength"/> before it appends.
/// A corrupt line anywhere else is an error.
/// </summary>
/// <param name="stream">The journal; stays open.</param>
/// <param name="file">Its name, for errors.</param>
public sealed class JournalReader(Stream stream, string file)
{
    /// <summary>The longest line that is read, in octets.</summary>
    public const int MaxLine = 16 * 1024 * 1024;

    private const int Chunk = 64 * 1024;

    /// <summary>Lines read so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Octets up to and with the last line feed read so far.</summary>
    public long WholeLength { get; private set; }

    /// <summary>Once all events are read: how many octets follow the last line feed.</summary>
    public int TornTail { get; private set; }

    /// <summary>The events, in order; can be enumerated once.</summary>
    /// <exception cref="FormatException">A line is no event or is longer than <see cref="MaxLine"/>; names file and line.</exception>
    public IEnumerable<JournalEvent> Read()
    {
        var buffer = new byte[Chunk];
        var held = 0;
        while (true)
        {
            if (held == buffer.Length)
            {
                if (buffer.Length >= MaxLine)
                    throw new FormatException($"{file}:{Lines + 1}:1: a line of more than {MaxLine} octets is no journal event");
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = stream.Read(buffer, held, buffer.Length - held);
            if (read == 0)
                break;

            var end = held + read;
            var lineStart = 0;
            var searchFrom = held;
            while (true)
            {
                var feed = Array.IndexOf(buffer, (byte)'\n', searchFrom, end - searchFrom);
                if (feed < 0)
                    break;
                Lines++;
                WholeLength += feed + 1 - lineStart;
                yield return RunJson.ReadEvent(buffer.AsSpan(lineStart, feed - lineStart), file, Lines);
                lineStart = searchFrom = feed + 1;
            }

            held = end - lineStart;
            Array.Copy(buffer, lineStart, buffer, 0, held);
        }

        TornTail = held;
    }
}
