using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>Commands on files (ETSI TS 102 221, 11.1.3 to 11.1.6, 11.1.14, 11.1.15).</summary>
public sealed partial class ReferenceUicc
{
    /// <summary>Finds the EF a command means, makes it current when named by SFI, and checks life cycle and access.</summary>
    private int Open(Channel channel, int sfi, bool transparent, byte mode, byte ins, out FileNode file)
    {
        file = channel.File!;
        if (sfi != 0)
        {
            var named = channel.Directory.Children.Find(f => f.Sfi == sfi && !f.IsDirectory);
            if (named is null)
                return Sw.FileNotFound;
            channel.Select(named);
            file = named;
        }

        if (file is null)
            return Sw.NoFileSelected;
        if (file.Structure == FileStructure.Transparent != transparent)
            return Sw.WrongStructure;
        if (file.LifeCycle != LifeCycle.Activated)
            return Sw.Invalidated;
        return State.Allows(file, mode, ins) ? Sw.Ok : Sw.SecurityNotSatisfied;
    }

    /// <summary>P1 P2 of the binary commands: an offset of 15 bits, or SFI and an offset of 8 bits.</summary>
    private static bool Address(in ReceivedApdu apdu, out int sfi, out int offset)
    {
        if ((apdu.P1 & 0x80) == 0)
        {
            sfi = 0;
            offset = (apdu.P1 << 8) | apdu.P2;
            return true;
        }

        sfi = apdu.P1 & 0x1F;
        offset = apdu.P2;
        return (apdu.P1 & 0x60) == 0 && sfi != 0;
    }

    private int ReadBinary(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (!Address(apdu, out var sfi, out var offset))
            return Answer(response, Sw.WrongP1P2);
        if (!apdu.Data.IsEmpty)
            return Answer(response, Sw.WrongLength);
        var sw = Open(channel, sfi, true, ArrEncoding.Read, apdu.Ins, out var file);
        if (sw != Sw.Ok)
            return Answer(response, sw);
        var left = file.Content.Length - offset;
        if (left <= 0)
            return Answer(response, Sw.WrongOffset);
        if (!apdu.HasLe || (!apdu.IsExtended && apdu.Le > left))
            return WrongLe(response, left);
        var warning = apdu.Le > left && !apdu.AsksForAll ? 0x6282 : Sw.Ok;
        return Answer(response, file.Content.AsSpan(offset, Math.Min(left, apdu.Le)), warning);
    }

    private int UpdateBinary(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (!Address(apdu, out var sfi, out var offset))
            return Answer(response, Sw.WrongP1P2);
        if (apdu.Data.IsEmpty || apdu.HasLe)
            return Answer(response, Sw.WrongLength);
        var sw = Open(channel, sfi, true, ArrEncoding.Update, apdu.Ins, out var file);
        if (sw != Sw.Ok)
            return Answer(response, sw);
        if (offset >= file.Content.Length)
            return Answer(response, Sw.WrongOffset);
        if (apdu.Data.Length > file.Content.Length - offset)
            return Answer(response, Sw.WrongLength);
        apdu.Data.CopyTo(file.Content.AsSpan(offset));
        State.NotifyChanged();
        return Answer(response, Sw.Ok);
    }

    /// <summary>The record a mode means; <paramref name="moves"/> tells whether it becomes the current one.</summary>
    private static int RecordOf(FileNode file, int current, byte p1, int mode, out int record, out bool moves)
    {
        record = 0;
        moves = mode != 4;
        var count = file.RecordCount;
        var ring = file.Structure == FileStructure.Cyclic;
        switch (mode)
        {
            case 4:
                record = p1 == 0 ? current : p1;
                break;
            case 2:
                record = current < count ? current + 1 : ring ? 1 : 0;
                break;
            default:
                record = current > 1 ? current - 1 : current == 0 || ring ? count : 0;
                break;
        }

        return record >= 1 && record <= count ? Sw.Ok : Sw.RecordNotFound;
    }

    private static bool IsRecordMode(in ReceivedApdu apdu) => (apdu.P2 & 7) == 4 || ((apdu.P2 & 7) is 2 or 3 && apdu.P1 == 0);

    private int ReadRecord(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (!IsRecordMode(apdu) || apdu.P2 >> 3 == 31)
            return Answer(response, Sw.WrongP1P2);
        if (!apdu.Data.IsEmpty)
            return Answer(response, Sw.WrongLength);
        var sw = Open(channel, apdu.P2 >> 3, false, ArrEncoding.Read, apdu.Ins, out var file);
        if (sw != Sw.Ok)
            return Answer(response, sw);
        sw = RecordOf(file, channel.Record, apdu.P1, apdu.P2 & 7, out var record, out var moves);
        if (sw != Sw.Ok)
            return Answer(response, sw);
        if (apdu.Le != file.RecordLength && !(apdu.IsExtended && apdu.AsksForAll))
            return WrongLe(response, file.RecordLength);
        if (moves)
            channel.Record = record;
        return Answer(response, file.Record(record), Sw.Ok);
    }

    private int UpdateRecord(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (!IsRecordMode(apdu) || apdu.P2 >> 3 == 31)
            return Answer(response, Sw.WrongP1P2);
        if (apdu.Data.IsEmpty || apdu.HasLe)
            return Answer(response, Sw.WrongLength);
        var sw = Open(channel, apdu.P2 >> 3, false, ArrEncoding.Update, apdu.Ins, out var file);
        if (sw != Sw.Ok)
            return Answer(response, sw);
        var ring = file.Structure == FileStructure.Cyclic;
        if (ring && (apdu.P2 & 7) != 3)
            return Answer(response, Sw.WrongP1P2);
        if (apdu.Data.Length != file.RecordLength)
            return Answer(response, Sw.WrongLength);
        if (ring)
        {
            AddToRing(channel, file, apdu.Data);
        }
        else
        {
            sw = RecordOf(file, channel.Record, apdu.P1, apdu.P2 & 7, out var record, out var moves);
            if (sw != Sw.Ok)
                return Answer(response, sw);
            apdu.Data.CopyTo(file.Record(record));
            if (moves)
                channel.Record = record;
        }

        State.NotifyChanged();
        return Answer(response, Sw.Ok);
    }

    private int SetLifeCycle(Channel channel, in ReceivedApdu apdu, Span<byte> response, LifeCycle wanted)
    {
        if (apdu.P2 != 0 || apdu.P1 is not (0x00 or 0x08 or 0x09))
            return Answer(response, Sw.WrongP1P2);
        if (apdu.HasLe && !apdu.AsksForAll)
            return Answer(response, Sw.WrongLength);
        FileNode? file;
        if (apdu.P1 == 0 && apdu.Data.IsEmpty)
        {
            file = channel.File;
            if (file is null)
                return Answer(response, Sw.NoFileSelected);
        }
        else
        {
            var sw = Find(channel, apdu.P1, 0, apdu.Data, out file);
            if (file is null)
                return Answer(response, sw);
            if (file.IsDirectory)
                return Answer(response, Sw.FileNotFound);
        }

        var mode = wanted == LifeCycle.Activated ? ArrEncoding.Activate : ArrEncoding.Deactivate;
        if (!State.Allows(file, mode, apdu.Ins))
            return Answer(response, Sw.SecurityNotSatisfied);
        if (file.LifeCycle == LifeCycle.Terminated)
            return Answer(response, Sw.ConditionsNotSatisfied);
        if (file != channel.File)
            channel.Select(file);
        file.LifeCycle = wanted;
        State.NotifyChanged();
        return Answer(response, Sw.Ok);
    }
}
