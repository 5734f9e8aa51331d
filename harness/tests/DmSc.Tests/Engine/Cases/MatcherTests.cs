using System.Text.RegularExpressions;
using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;

namespace DmSc.Tests.Engine.Cases;

public sealed class MatcherTests
{
    private static string Expand(Template template) => template.Expand(_ => "");

    private static Template Literal(string text) => Template.Parse(text, out _)!;

    private static BytesValue Octets(string hex) => new BytesValue(Convert.FromHexString(hex));

    public static IEnumerable<Matcher> AllButAbsent() =>
    [
        .. IsMatcher.Words.Where(w => w != "absent").Select(w => new IsMatcher(w)),
        new OneOfMatcher([Literal("(absent)"), Literal("")]),
        new StatusWordMatcher(["XXXX"]),
        new RangeMatcher(0, null),
        new RangeMatcher(null, 9),
        new RangeMatcher(null, null),
        new RegexMatcher(".*", new Regex(@"\A(?:.*)\z", RegexOptions.NonBacktracking)),
        new ContainsMatcher(Literal("absent")),
        new ContainsMatcher(Literal("")),
    ];

    [TestCaseSource(nameof(AllButAbsent))]
    public void What_is_absent_meets_nothing_but_absent(Matcher matcher) =>
        Assert.That(matcher.Permits(StepValue.Absent, Expand), Is.False);

    [Test]
    public void Absent_is_met_by_nothing_else()
    {
        StepValue[] present = [Octets(""), Values.Text(""), Values.List([]), Values.Boolean(false), Values.Integer(0), Values.Record()];
        Assert.That(present.Select(v => new IsMatcher("absent").Permits(v, Expand)), Is.All.False);
        Assert.That(new IsMatcher("absent").Permits(StepValue.Absent, Expand), Is.True);
    }

    [TestCase("12 34", "1234", true)]
    [TestCase("ab", "AB", true)]
    [TestCase("1234", "12", false)]
    public void Octets_are_compared_as_octets(string wanted, string seen, bool same) =>
        Assert.That(new OneOfMatcher([Literal(wanted)]).Permits(Octets(seen), Expand), Is.EqualTo(same));

    [TestCase("23", "1234", false)]
    [TestCase("34", "1234", true)]
    public void Octets_contain_octets_not_digits(string part, string seen, bool permitted) =>
        Assert.That(new ContainsMatcher(Literal(part)).Permits(Octets(seen), Expand), Is.EqualTo(permitted));

    [TestCase("zz")]
    [TestCase("123")]
    public void What_are_no_octets_is_compared_with_none(string wanted)
    {
        Assert.That(new OneOfMatcher([Literal(wanted)]).WhyNoComparison(Octets("12"), Expand), Does.Contain(wanted));
        Assert.That(new ContainsMatcher(Literal(wanted)).WhyNoComparison(Octets("12"), Expand), Does.Contain(wanted));
        Assert.That(new OneOfMatcher([Literal(wanted)]).WhyNoComparison(Values.Text("12"), Expand), Is.Null);
    }

    [TestCase("63CX", "63C3", true)]
    [TestCase("63CX", "63D3", false)]
    [TestCase("9000", "900", false)]
    public void A_status_word_meets_its_pattern_digit_by_digit(string pattern, string sw, bool permitted) =>
        Assert.That(new StatusWordMatcher([pattern]).Permits(Values.Text(sw), Expand), Is.EqualTo(permitted));

    [TestCase("$${a}", "${a}")]
    [TestCase("$$x", "$$x")]
    [TestCase("a$", "a$")]
    public void Dollars_that_begin_no_variable_are_literal(string text, string expanded) =>
        Assert.That(Expand(Literal(text)), Is.EqualTo(expanded));
}
