using DmSc.Dm.Tree;

namespace DmSc.Tests.Dm.Tree;

[TestFixture]
public sealed class AclTests
{
    [TestCase("Add=a.example&Delete=a.example&Replace=a.example+b.example&Get=*", "Add=a.example&Delete=a.example&Replace=a.example+b.example&Get=*")]
    [TestCase("Get=ServerA&Replace=ServerA&Get=ServerB", "Get=ServerA+ServerB&Replace=ServerA")]
    [TestCase("Get=a+*+b", "Get=*")]
    [TestCase("Get=a+a", "Get=a")]
    [TestCase("", "")]
    public void Lists_are_read_and_written(string text, string written)
    {
        Assert.That(Acl.Parse(text).ToString(), Is.EqualTo(written));
    }

    [TestCase("Get")]
    [TestCase("Get=")]
    [TestCase("Get=a+")]
    [TestCase("Get=a&")]
    [TestCase("get=a")]
    [TestCase("Copy=a")]
    [TestCase("Get=a b")]
    [TestCase("Get=a*")]
    [TestCase("Get=a=b")]
    [TestCase("&Get=a")]
    public void What_breaks_the_grammar_is_no_list(string text)
    {
        Assert.That(Acl.TryParse(text, out _), Is.False);
    }

    [Test]
    public void A_removed_server_goes_with_commands_that_only_it_had()
    {
        Assert.That(Acl.Parse("Get=a+b&Replace=a&Add=b").Without("a").ToString(), Is.EqualTo("Get=b&Add=b"));
        Assert.That(Acl.Parse("Get=a").Without("a").IsEmpty, Is.True);
    }

    [Test]
    public void A_server_has_the_commands_that_name_it_or_everybody()
    {
        var acl = Acl.Parse("Get=*&Replace=a");

        Assert.That((acl.Allows(AclCommand.Get, "x"), acl.Allows(AclCommand.Replace, "a"), acl.Allows(AclCommand.Replace, "A"), acl.Allows(AclCommand.Add, "a")),
            Is.EqualTo((true, true, false, false)));
    }
}
