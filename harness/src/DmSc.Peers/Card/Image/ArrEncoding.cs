namespace DmSc.Peers.Card.Image;

/// <summary>Writes access rules as an EF_ARR record: AM_DO, SC_DO pairs (ETSI TS 102 221, 9.2.4).</summary>
internal static class ArrEncoding
{
    public const byte Read = 0x01;
    public const byte Update = 0x02;
    public const byte Deactivate = 0x08;
    public const byte Activate = 0x10;

    private const byte IncreaseInstruction = 0x32;

    public static byte[] Encode(AccessRules rules)
    {
        var record = new List<byte>();
        Rule(record, Read, rules.Read);
        Rule(record, Update, rules.Update);
        var activate = Condition(rules.Activate);
        var deactivate = Condition(rules.Deactivate);
        if (activate.AsSpan().SequenceEqual(deactivate))
        {
            record.AddRange([0x80, 0x01, Activate | Deactivate, .. activate]);
        }
        else
        {
            record.AddRange([0x80, 0x01, Activate, .. activate]);
            record.AddRange([0x80, 0x01, Deactivate, .. deactivate]);
        }

        if (rules.Increase is { } increase)
            record.AddRange([0x84, 0x01, IncreaseInstruction, .. Condition(increase)]);
        return [.. record];
    }

    private static void Rule(List<byte> record, byte mode, AccessCondition condition) => record.AddRange([0x80, 0x01, mode, .. Condition(condition)]);

    private static byte[] Condition(AccessCondition condition) => condition switch
    {
        AccessCondition.Always => [0x90, 0x00],
        AccessCondition.Never => [0x97, 0x00],
        AccessCondition.Key key => [0xA4, 0x06, 0x83, 0x01, key.Reference, 0x95, 0x01, 0x08],
        AccessCondition.AnyOf any => Group(0xA0, any.Conditions),
        AccessCondition.AllOf all => Group(0xA7, all.Conditions),
        _ => throw new InvalidOperationException($"unknown access condition {condition}"),
    };

    private static byte[] Group(byte tag, IReadOnlyList<AccessCondition> conditions)
    {
        byte[] value = [.. conditions.SelectMany(Condition)];
        return value.Length < 0x80 ? [tag, (byte)value.Length, .. value] : [tag, 0x81, (byte)value.Length, .. value];
    }
}
