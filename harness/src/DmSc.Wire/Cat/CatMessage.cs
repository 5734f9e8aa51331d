using System.Collections.Immutable;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Cat;

/// <summary>Anything that toolkit data objects travel in. All of them are kept, in their order, whether they are known or not.</summary>
public abstract class CatMessage
{
    private protected CatMessage(ParsedObjects objects)
    {
        Objects = objects.Objects;
        Remarks = objects.Remarks.ToImmutable();
        End = objects.End;
    }

    /// <summary>The data objects in their order.</summary>
    public ImmutableArray<CatObject> Objects { get; }

    /// <summary>What was accepted although it should not be so: unknown objects, lengths that are not the shortest, another order.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; }

    /// <summary>Objects that the receiver must understand and whose tags are not known. A receiver that finds one does not perform the command.</summary>
    public IEnumerable<OpaqueObject> NotUnderstood => All<OpaqueObject>().Where(one => one is { IsKnownTag: false, ComprehensionRequired: true });

    private protected int End { get; }

    /// <summary>The first object of a kind, if there is one.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public T? Find<T>()
        where T : CatObject
    {
        foreach (var one in Objects)
        {
            if (one is T found)
                return found;
        }

        return null;
    }

    /// <summary>All objects of a kind, in their order.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public IEnumerable<T> All<T>()
        where T : CatObject => Objects.OfType<T>();

    /// <summary>The octets on the wire.</summary>
    public abstract byte[] ToBytes();

    private protected T Require<T>()
        where T : CatObject => Find<T>() ?? throw Missing(typeof(T).Name);

    private protected WireFormatException Missing(string name) => new(CatErrors.MissingObject, End, $"{name} is missing");

    private protected byte[] Wrapped(int tag) => BerTlv.Encode(tag, CatObject.WriteAll(Objects));

    /// <summary>Kinds of objects; never content.</summary>
    public override string ToString() => $"{GetType().Name}: {string.Join(", ", Objects)}";
}

/// <summary>Objects just read, or about to be written.</summary>
internal sealed record ParsedObjects(ImmutableArray<CatObject> Objects, RemarkLog Remarks, int End)
{
    public static ParsedObjects Of(params ReadOnlySpan<CatObject?> objects)
    {
        var present = ImmutableArray.CreateBuilder<CatObject>(objects.Length);
        foreach (var one in objects)
        {
            if (one is not null)
                present.Add(one);
        }

        return new ParsedObjects(present.ToImmutable(), new RemarkLog(), 0);
    }

    public static ParsedObjects Read(ReadOnlyMemory<byte> input, int baseOffset = 0, RemarkLog? remarks = null)
    {
        remarks ??= new RemarkLog();
        return new ParsedObjects(CatObject.ReadAll(input, baseOffset, remarks), remarks, baseOffset + input.Length);
    }

    /// <summary>Reads the only outer object.</summary>
    public static BerTlv Outer(ReadOnlyMemory<byte> input, RemarkLog remarks)
    {
        var at = 0;
        var outer = BerTlv.Read(input, ref at);
        if (at < input.Length)
            throw new WireFormatException(CatErrors.TrailingBytes, at, $"{input.Length - at} octets follow the object of tag {outer.Tag:X2}");
        if (outer.ValueOffset - (outer.Tag > 0xFF ? 2 : 1) != outer.Value.Length switch { < 0x80 => 1, < 0x100 => 2, < 0x10000 => 3, _ => 4 })
            remarks.Add("LengthNotShortest", 0, $"the length of tag {outer.Tag:X2} has more octets than it needs");
        return outer;
    }

    /// <summary>Remarks on objects that do not stand where they should.</summary>
    public ParsedObjects Starting<TFirst, TSecond>()
        where TFirst : CatObject
        where TSecond : CatObject
    {
        if (Objects.Length < 2 || Objects[0] is not TFirst || Objects[1] is not TSecond)
            Remarks.Add("ObjectOrder", 0, $"{typeof(TFirst).Name} and {typeof(TSecond).Name} should come first");
        return this;
    }

    public T? Find<T>()
        where T : CatObject
    {
        foreach (var one in Objects)
        {
            if (one is T found)
                return found;
        }

        return null;
    }
}
