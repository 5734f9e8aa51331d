using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>SEARCH RECORD and INCREASE (ETSI TS 102 221, 11.1.7 and 11.1.8).</summary>
public sealed partial class ReferenceUicc
{
    private int SearchRecord(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (apdu.P2 >> 3 == 31 || (apdu.P2 & 7) is not (4 or 5 or 6))
            return Answer(response, Sw.WrongP1P2);
        var enhanced = (apdu.P2 & 7) == 6;
        if (apdu.Data.Length < (enhanced ? 3 : 1))
            return Answer(response, Sw.WrongLength);
        var sw = Open(channel, apdu.P2 >> 3, false, ArrEncoding.Read, apdu.Ins, out var file);
        if (sw != Sw.Ok)
            return Answer(response, sw);

        // The search indication: b4 value instead of offset, b3..b1 direction.
        var direction = enhanced ? apdu.Data[0] & 0x07 : apdu.P2 & 0x07;
        if (direction < 4 || (enhanced && (apdu.Data[0] & 0xF0) != 0))
            return Answer(response, Sw.WrongData);
        var pattern = enhanced ? apdu.Data[2..] : apdu.Data;
        if (pattern.Length > file.RecordLength)
            return Answer(response, Sw.WrongLength);
        var start = direction switch
        {
            4 or 5 => apdu.P1 == 0 ? channel.Record : apdu.P1,
            6 => channel.Record + 1,
            _ => channel.Record == 0 ? file.RecordCount : channel.Record - 1,
        };
        if (direction is 4 or 5 && (start == 0 || start > file.RecordCount))
            return Answer(response, Sw.RecordNotFound);

        Span<byte> found = stackalloc byte[254];
        var count = 0;
        var step = (direction & 1) == 0 ? 1 : -1;
        for (var number = start; number >= 1 && number <= file.RecordCount; number += step)
        {
            if (Searched(file.Record(number), enhanced ? apdu.Data[..2] : default).IndexOf(pattern) >= 0)
                found[count++] = (byte)number;
        }

        if (count == 0)
            return Answer(response, Sw.NotFound);
        channel.Record = found[0];
        return AnswerOrKeep(channel, apdu, response, found[..count], Sw.Ok);
    }

    /// <summary>The part of a record in which a pattern counts: from an offset on, or behind the first occurrence of an octet.</summary>
    private static ReadOnlySpan<byte> Searched(ReadOnlySpan<byte> record, ReadOnlySpan<byte> indication)
    {
        if (indication.IsEmpty)
            return record;
        int from = indication[1];
        if ((indication[0] & 0x08) != 0)
        {
            var at = record.IndexOf(indication[1]);
            from = at < 0 ? record.Length : at + 1;
        }

        return from < record.Length ? record[from..] : default;
    }

    private int Increase(Channel channel, in ReceivedApdu apdu, Span<byte> response)
    {
        if (apdu.P2 != 0 || (apdu.P1 != 0 && ((apdu.P1 & 0xE0) != 0x80 || (apdu.P1 & 0x1F) is 0 or 31)))
            return Answer(response, Sw.WrongP1P2);
        if (apdu.Data.IsEmpty)
            return Answer(response, Sw.WrongLength);
        // Only a rule that names the instruction allows it: no mode octet means INCREASE.
        var sw = Open(channel, apdu.P1 & 0x1F, false, 0x00, apdu.Ins, out var file);
        if (sw != Sw.Ok && sw != Sw.SecurityNotSatisfied)
            return Answer(response, sw);
        if (file.Structure != FileStructure.Cyclic)
            return Answer(response, Sw.WrongStructure);
        if (sw != Sw.Ok)
            return Answer(response, sw);
        if (apdu.Data.Length > file.RecordLength || apdu.Data.Length > 127)
            return Answer(response, Sw.WrongLength);

        Span<byte> data = stackalloc byte[file.RecordLength + apdu.Data.Length];
        var sum = data[..file.RecordLength];
        file.Record(1).CopyTo(sum);
        apdu.Data.CopyTo(data[file.RecordLength..]);
        var carry = 0;
        for (var back = 1; back <= sum.Length; back++)
        {
            carry += sum[^back] + (back <= apdu.Data.Length ? apdu.Data[^back] : 0);
            sum[^back] = (byte)carry;
            carry >>= 8;
        }

        if (carry != 0)
            return Answer(response, Sw.IncreaseAtMaximum);
        AddToRing(channel, file, sum);
        State.NotifyChanged();
        return AnswerOrKeep(channel, apdu, response, data, Sw.Ok);
    }

    /// <summary>The oldest record of a cyclic EF is overwritten and becomes number 1.</summary>
    private static void AddToRing(Channel channel, FileNode file, ReadOnlySpan<byte> record)
    {
        file.Content.AsSpan(0, file.Content.Length - file.RecordLength).CopyTo(file.Content.AsSpan(file.RecordLength));
        record.CopyTo(file.Record(1));
        channel.Record = 1;
    }
}
