using System.Text;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Reads lines of bounded length: a peer that never ends a line must not fill the memory.</summary>
/// <param name="reader">Where they come from.</param>
/// <param name="maxLength">Most characters of a line.</param>
internal sealed class LineReader(TextReader reader, int maxLength)
{
    private readonly char[] _read = new char[4096];
    private readonly StringBuilder _line = new();
    private int _from;
    private int _to;
    private bool _skipping;

    /// <summary>The next line without its end, or <see langword="null"/> at the end; characters that no line end follows are no line.</summary>
    /// <exception cref="FormatException">A longer line. The next call goes on behind it.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (_from == _to)
            {
                (_from, _to) = (0, 0);
                _to = await reader.ReadAsync(_read, ct);
                if (_to == 0)
                    return null;
            }

            var end = _read.AsSpan(_from, _to - _from).IndexOf('\n');
            var length = end < 0 ? _to - _from : end;
            var from = _from;
            _from += end < 0 ? length : length + 1;
            if (_skipping)
            {
                _skipping = end < 0;
                continue;
            }

            if (_line.Length + length > maxLength)
            {
                _line.Clear();
                _skipping = end < 0;
                throw new FormatException($"a line of more than {maxLength} characters");
            }

            _line.Append(_read, from, length);
            if (end < 0)
                continue;
            var line = _line.ToString();
            _line.Clear();
            return line;
        }
    }
}
