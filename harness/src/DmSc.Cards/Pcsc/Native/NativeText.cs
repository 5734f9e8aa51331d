using System.Runtime.InteropServices;
using System.Text;

namespace DmSc.Cards.Pcsc.Native;

/// <summary>Reader names between .NET and the 8-bit or 16-bit strings of the platforms.</summary>
internal static unsafe class NativeText
{
    internal delegate PcscReturnCode ListOctets(byte* buffer, ref uint octets);

    internal delegate PcscReturnCode AskReaders<T>(T* states, int count)
        where T : unmanaged;

    /// <summary>Runs a function that fills a multi-string of UTF-8, into characters. UTF-8 never has fewer octets than UTF-16 has units.</summary>
    internal static PcscReturnCode Utf8List(Span<char> names, out int length, ListOctets list)
    {
        var raw = new byte[names.Length];
        var octets = (uint)raw.Length;
        PcscReturnCode code;
        fixed (byte* p = raw)
            code = list(p, ref octets);

        // Without a buffer the function succeeds and tells the size only.
        length = code == PcscReturnCode.SCARD_S_SUCCESS && raw.Length != 0
            ? Encoding.UTF8.GetChars(raw.AsSpan(0, (int)octets), names)
            : (int)octets;
        return code;
    }

    /// <summary>Lays the probes out as the platform wants them, asks, and takes the answers over.</summary>
    internal static PcscReturnCode Ask<T>(IReadOnlyList<ReaderProbe> probes, bool utf16, AskReaders<T> ask)
        where T : unmanaged, IReaderStateLayout
    {
        var states = new T[probes.Count];
        try
        {
            for (var i = 0; i < states.Length; i++)
            {
                var reader = probes[i].Reader;
                states[i].Ask(utf16 ? Marshal.StringToCoTaskMemUni(reader) : Marshal.StringToCoTaskMemUTF8(reader), probes[i].Known);
            }

            PcscReturnCode code;
            fixed (T* first = states)
                code = ask(first, states.Length);
            if (code == PcscReturnCode.SCARD_S_SUCCESS)
            {
                for (var i = 0; i < states.Length; i++)
                    probes[i].Update(states[i].EventState, states[i].ReadAtr());
            }

            return code;
        }
        finally
        {
            for (var i = 0; i < states.Length; i++)
                Marshal.FreeCoTaskMem(states[i].Name);
        }
    }
}
