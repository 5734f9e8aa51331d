using System.Buffers.Binary;
using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>Writes FCP templates (ETSI TS 102 221, 11.1.1.3). Written apart from any decoder, so that neither hides the other's mistakes.</summary>
internal static class FcpEncoder
{
    /// <summary>Octets that hold any template: 22 PINs take 76, everything else under 60.</summary>
    public const int MaxLength = 255;

    /// <summary>Writes the template of a file and returns its length.</summary>
    public static int Write(FileNode file, CardState state, Span<byte> target)
    {
        Span<byte> body = stackalloc byte[MaxLength];
        var at = file.IsDirectory ? Directory(file, state, body) : Elementary(file, body);
        target[0] = 0x62;
        var header = 2;
        if (at > 0x7F)
            target[header++ - 1] = 0x81;
        target[header - 1] = (byte)at;
        body[..at].CopyTo(target[header..]);
        return header + at;
    }

    private static int Directory(FileNode file, CardState state, Span<byte> body)
    {
        var at = Put(body, 0, 0x82, [0x78, 0x21]);
        if (file.Fid is { } fid)
            at = Put(body, at, 0x83, [(byte)(fid >> 8), (byte)fid]);
        if (file.Aid is { } aid)
            at = Put(body, at, 0x84, aid);
        at = state.Image.TerminalCapability && file == state.MasterFile
            ? Put(body, at, 0xA5, [0x80, 0x01, state.Image.UiccCharacteristics, 0x87, 0x01, 0x01])
            : Put(body, at, 0xA5, [0x80, 0x01, state.Image.UiccCharacteristics]);
        at = Common(file, body, at);
        if (file.PinStatus.Length == 0)
            return at;

        Span<byte> status = stackalloc byte[160];
        var octets = (file.PinStatus.Length + 7) / 8;
        status[0] = 0x90;
        status[1] = (byte)octets;
        status.Slice(2, octets).Clear();
        var end = 2 + octets;
        for (var i = 0; i < file.PinStatus.Length; i++)
        {
            var reference = file.PinStatus[i];
            if (state.Pin(reference) is { Enabled: true })
                status[2 + (i / 8)] |= (byte)(0x80 >> (i % 8));
            if (reference == 0x11)
                end = Put(status, end, 0x95, [(byte)(state.IsReplacement(reference) ? 0x08 : 0x00)]);
            end = Put(status, end, 0x83, [reference]);
        }

        return Put(body, at, 0xC6, status[..end]);
    }

    private static int Elementary(FileNode file, Span<byte> body)
    {
        var descriptor = (byte)(file.Structure switch
        {
            FileStructure.LinearFixed => 0x42,
            FileStructure.Cyclic => 0x46,
            _ => 0x41,
        });
        var at = file.RecordLength == 0
            ? Put(body, 0, 0x82, [descriptor, 0x21])
            : Put(body, 0, 0x82, [descriptor, 0x21, 0x00, (byte)file.RecordLength, (byte)file.RecordCount]);
        var fid = file.Fid ?? 0;
        at = Put(body, at, 0x83, [(byte)(fid >> 8), (byte)fid]);
        at = Common(file, body, at);
        Span<byte> size = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)file.ReportedSize);
        at = Put(body, at, 0x80, size);
        if (!file.TellsSfi)
            return at;
        return file.Sfi == 0 ? Put(body, at, 0x88, []) : Put(body, at, 0x88, [(byte)(file.Sfi << 3)]);
    }

    private static int Common(FileNode file, Span<byte> body, int at)
    {
        at = Put(body, at, 0x8A, [(byte)file.LifeCycle]);
        return Put(body, at, 0x8B, [(byte)(file.ArrFid >> 8), (byte)file.ArrFid, file.ArrRecord]);
    }

    private static int Put(Span<byte> target, int at, byte tag, ReadOnlySpan<byte> value)
    {
        target[at] = tag;
        target[at + 1] = (byte)value.Length;
        value.CopyTo(target[(at + 2)..]);
        return at + 2 + value.Length;
    }
}
