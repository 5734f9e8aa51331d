using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Wire.Apdu;

public sealed class AccessRuleTests
{
    [Test]
    public void A_usual_record_reads_as_words()
    {
        var rules = Parse("800101 9000 800102 A40683010A950108 800118 A40683010A950108 FFFFFF");

        Assert.That(rules.Select(rule => rule.ToString()), Is.EqualTo(new[] { "read: always", "update: ADM1", "deactivate, activate: ADM1" }));
    }

    [Test]
    public void OR_and_AND_nest()
    {
        var rules = Parse("800101 A01A A406830101950108 A710 A406830181950108 A40683010B950108");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(rules.Single().Condition.ToString(), Is.EqualTo("(PIN1 OR (local PIN1 AND ADM2))"));
            Assert.That(rules.Single().Condition.IsSatisfiedBy(0x01), Is.True);
            Assert.That(rules.Single().Condition.IsSatisfiedBy(0x81), Is.False);
        }
    }

    [Test]
    public void A_rule_may_name_an_instruction()
    {
        var rules = Parse("840132 9700");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(rules.Single().Mode.Instruction, Is.EqualTo(0x32));
            Assert.That(rules.Single().ToString(), Is.EqualTo("INS 32: never"));
            Assert.That(AccessRule.For(rules, AccessRule.Read), Is.Null);
        }
    }

    [Test]
    public void An_empty_record_has_no_rules() => Assert.That(Parse("FFFFFFFF"), Is.Empty);

    [TestCase("800101", "AccessRuleIncomplete", 3)]
    [TestCase("9000", "AccessRuleIncomplete", 0)]
    [TestCase("800101800102 9000", "AccessRuleIncomplete", 3)]
    [TestCase("800101900100", "AccessConditionLength", 5)]
    [TestCase("800101A403950108", "KeyReferenceMissing", 3)]
    [TestCase("800101A000", "AccessConditionLength", 5)]
    [TestCase("80009000", "AccessModeLength", 2)]
    public void A_defect_is_named_where_it_is(string hex, string code, int offset)
    {
        var error = Assert.Throws<WireFormatException>(() => Parse(hex))!.Error;

        Assert.That((error.Code, error.Offset), Is.EqualTo((code, offset)), error.ToString());
    }

    [Test]
    public void Nesting_is_bounded()
    {
        byte[] condition = [0x90, 0x00];
        for (var depth = 0; depth < 20; depth++)
            condition = [0xA0, (byte)condition.Length, .. condition];

        var error = Assert.Throws<WireFormatException>(() => AccessRule.ParseExpanded((byte[])[0x80, 1, 1, .. condition]))!.Error;

        Assert.That(error.Code, Is.EqualTo("AccessConditionDepth"));
    }

    private static IReadOnlyList<AccessRule> Parse(string hex) =>
        AccessRule.ParseExpanded(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    [TestCase("9000", true, true)]
    [TestCase("9700", false, false)]
    [TestCase("A40683010195 0108", false, true)]
    [TestCase("A40683011195 0108", false, true)]
    [TestCase("A40683018195 0108", false, true)]
    [TestCase("A40683010A95 0108", false, false)]
    [TestCase("A40683018A95 0108", false, false)]
    [TestCase("A40683012095 0108", false, null)]
    [TestCase("9E0113", false, null)]
    [TestCase("A010 A406830101950108 A40683010A950108", false, true)]
    [TestCase("A710 A406830101950108 A40683010A950108", false, false)]
    [TestCase("A70B A406830101950108 9E0113", false, null)]
    [TestCase("A00A 9000 A406830101950108", true, true)]
    [TestCase("A70A 9000 A406830101950108", false, true)]
    public void It_is_told_whether_the_cardholder_can_satisfy_a_condition(string condition, bool free, bool? cardholder)
    {
        var octets = Convert.FromHexString(condition.Replace(" ", "", StringComparison.Ordinal));
        var rule = AccessRule.ParseExpanded((byte[])[0x80, 0x01, 0x01, .. octets])[0];

        Assert.That((rule.Condition.IsFree, rule.Condition.OpensToCardholder), Is.EqualTo((free, cardholder)));
    }
}
