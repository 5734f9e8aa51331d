using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>SELECT and STATUS (ETSI TS 102 221, 11.1.1 and 11.1.2).</summary>
public sealed partial class ReferenceUicc
{
    private int Select(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        var byName = apdu.P1 == 0x04;
        var returned = apdu.P2 & 0x1C;
        var session = apdu.P2 & 0x60;
        // P2 = 00 (FCI in ISO/IEC 7816-4) is taken as "return the FCP": older terminals send it.
        if ((apdu.P2 & 0x80) != 0 || returned is not (0x00 or 0x04 or 0x0C) || session is not (0x00 or 0x40) || (!byName && (apdu.P2 & 0x63) != 0))
            return Answer(response, Sw.WrongP1P2);

        var sw = Find(channel, apdu.P1, apdu.P2, apdu.Data, out var file);
        if (file is null)
            return Answer(response, sw);
        channel.Select(file);
        if (byName)
            channel.Application = file;
        if (session == 0x40)
        {
            // The application session has ended: nothing of it stays selected. The FCP returned is still that of the application.
            channel.Application = null;
            channel.Select(State.MasterFile);
        }

        var warning = file.LifeCycle switch
        {
            LifeCycle.Deactivated => Sw.FileDeactivated,
            LifeCycle.Terminated => Sw.FileTerminated,
            _ => Sw.Ok,
        };
        if (returned == 0x0C)
            return Answer(response, warning);

        Span<byte> fcp = stackalloc byte[FcpEncoder.MaxLength + 3];
        var length = FcpEncoder.Write(file, State, fcp);
        return AnswerOrKeep(channel, apdu, response, fcp[..length], warning);
    }

    /// <summary>Finds what SELECT, ACTIVATE FILE and DEACTIVATE FILE name; the status word says why there is nothing.</summary>
    private int Find(Channel channel, byte p1, byte p2, ReadOnlySpan<byte> data, out FileNode? file)
    {
        file = null;
        switch (p1)
        {
            case 0x00 when data.IsEmpty:
                file = State.MasterFile;
                return Sw.Ok;
            case 0x00 or 0x01 or 0x02 when data.Length != 2:
                return Sw.LcInconsistent;
            case 0x00:
                file = ByIdentifier(channel, Fid(data));
                break;
            case 0x01:
                file = channel.Directory.Child(Fid(data)) is { IsDirectory: true } directory ? directory : null;
                break;
            case 0x02:
                // Not in TS 102 221, but terminals built on ISO/IEC 7816-4 alone use it.
                file = channel.Directory.Child(Fid(data)) is { IsDirectory: false } elementary ? elementary : null;
                break;
            case 0x03 when !data.IsEmpty:
                return Sw.LcInconsistent;
            case 0x03:
                file = channel.Directory.Parent;
                break;
            case 0x04 when data.Length is 0 or > 16:
                return Sw.LcInconsistent;
            case 0x04:
                file = ByName(channel, data, p2 & 0x03);
                break;
            case 0x08 or 0x09 when data.IsEmpty || data.Length % 2 != 0:
                return Sw.LcInconsistent;
            case 0x08:
                file = ByPath(State.MasterFile, channel.Application, data);
                break;
            case 0x09:
                file = ByPath(channel.Directory, null, data);
                break;
            default:
                return Sw.WrongP1P2;
        }

        return file is null ? Sw.FileNotFound : Sw.Ok;
    }

    private static ushort Fid(ReadOnlySpan<byte> data) => (ushort)((data[0] << 8) | data[1]);

    /// <summary>The search order of TS 102 221, 8.4.1: MF, current application, children, parent, sibling directories, the directory itself.</summary>
    private FileNode? ByIdentifier(Channel channel, ushort fid)
    {
        if (fid == 0x3F00)
            return State.MasterFile;
        if (fid == 0x7FFF)
            return channel.Application;
        var current = channel.Directory;
        if (current.Child(fid) is { } child)
            return child;
        if (current.Parent is { } parent)
        {
            if (parent.Fid == fid)
                return parent;
            if (parent.Child(fid) is { IsDirectory: true } sibling)
                return sibling;
        }

        return current.Fid == fid ? current : null;
    }

    /// <param name="channel">Where the search starts: next and previous count from its current application.</param>
    /// <param name="name">AID, full or right-truncated.</param>
    /// <param name="occurrence">0 first or only, 1 last, 2 next, 3 previous.</param>
    private FileNode? ByName(Channel channel, ReadOnlySpan<byte> name, int occurrence)
    {
        FileNode? first = null;
        FileNode? last = null;
        FileNode? previous = null;
        FileNode? next = null;
        var seen = false;
        foreach (var application in State.Applications)
        {
            var aid = application.Aid.AsSpan();
            if (!aid.StartsWith(name) || (aid.Length != name.Length && !State.Image.PartialAid))
                continue;
            first ??= application;
            if (seen)
                next ??= application;
            if (application == channel.Application)
            {
                seen = true;
                previous = last;
            }

            last = application;
        }

        return occurrence switch
        {
            0 => first,
            1 => last,
            2 => seen ? next : first,
            _ => seen ? previous : last,
        };
    }

    private static FileNode? ByPath(FileNode start, FileNode? application, ReadOnlySpan<byte> path)
    {
        var file = start;
        for (var at = 0; at < path.Length; at += 2)
        {
            var fid = Fid(path[at..]);
            var next = at == 0 && fid == 0x7FFF ? application : file.Child(fid);
            if (next is null || (!next.IsDirectory && at + 2 < path.Length))
                return null;
            file = next;
        }

        return file;
    }

    private int Status(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (apdu.P1 > 2)
            return Answer(response, Sw.WrongP1P2);
        if (!apdu.Data.IsEmpty)
            return Answer(response, Sw.WrongLength);
        Span<byte> data = stackalloc byte[FcpEncoder.MaxLength + 3];
        int length;
        switch (apdu.P2)
        {
            case 0x00:
                length = FcpEncoder.Write(channel.Directory, State, data);
                break;
            case 0x01:
                if (channel.Application?.Aid is not { } aid)
                    return Answer(response, Sw.ReferenceNotFound);
                data[0] = 0x84;
                data[1] = (byte)aid.Length;
                aid.CopyTo(data[2..]);
                length = 2 + aid.Length;
                break;
            case 0x0C:
                return Answer(response, Sw.Ok);
            default:
                return Answer(response, Sw.WrongP1P2);
        }

        return apdu.Le == length || (apdu.IsExtended && apdu.Le > length) ? Answer(response, data[..length], Sw.Ok) : WrongLe(response, length);
    }
}
