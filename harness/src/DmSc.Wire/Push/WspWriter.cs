using System.Buffers;
using System.Text;

namespace DmSc.Wire.Push;

/// <summary>Writes WSP primitives.</summary>
internal sealed class WspWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();

    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    public void Octet(byte octet)
    {
        _output.GetSpan(1)[0] = octet;
        _output.Advance(1);
    }

    public void Octets(ReadOnlySpan<byte> octets) => _output.Write(octets);

    public void Uintvar(uint value)
    {
        for (var shift = 28; shift > 0; shift -= 7)
        {
            if (value >> shift != 0)
                Octet((byte)(0x80 | ((value >> shift) & 0x7F)));
        }

        Octet((byte)(value & 0x7F));
    }

    public void Length(int length)
    {
        if (length > 30)
        {
            Octet(0x1F);
            Uintvar((uint)length);
        }
        else
        {
            Octet((byte)length);
        }
    }

    /// <summary>A Token-text that starts a media type, a parameter or a header.</summary>
    /// <exception cref="FormatException">Not printable US-ASCII, or empty.</exception>
    public void Name(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name[0] == '"')
            throw new FormatException($"'{name}' is no name of printable US-ASCII");
        Octets(Encoding.Latin1.GetBytes(name));
        Octet(0);
    }

    /// <exception cref="FormatException">A value that has no coding in its form.</exception>
    public void Value(WspValue value)
    {
        switch (value)
        {
            case WspValue.Short { Number: <= 0x7F } number:
                Octet((byte)(0x80 | number.Number));
                break;
            case WspValue.Octets octets:
                Length(octets.Content.Length);
                Octets(octets.Content.Span);
                break;
            case WspValue.Text { Value: [>= ' ' and not ('"' or '\x7F'), ..] text }:
                if (text[0] >= 0x80)
                    Octet(0x7F);
                Characters(text);
                break;
            case WspValue.Quoted quoted:
                Octet((byte)'"');
                Characters(quoted.Value);
                break;
            case WspValue.Uintvar number:
                Uintvar(number.Number);
                break;
            default:
                throw new FormatException($"{value} has no coding");
        }
    }

    private void Characters(string text)
    {
        if (text.AsSpan().ContainsAnyExceptInRange('\x01', '\xFF'))
            throw new FormatException("a text holds NUL or a character above U+00FF");
        Octets(Encoding.Latin1.GetBytes(text));
        Octet(0);
    }
}
