using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;

namespace DmSc.Conventions.Tests;

public sealed class CatalogueTests
{
    private static RequirementRevisions Load()
    {
        var bag = new DiagnosticBag();
        var loaded = RequirementCatalogueLoader.Load(SourceFile.OpenFolder(Path.Combine(Repository.Root, "testcases", "requirements"), Repository.Root, recurse: false, bag), bag);
        Assert.That(bag.Sorted(), Is.Empty);
        return loaded;
    }

    [Test]
    public void The_catalogue_holds_exactly_the_items_of_the_documents()
    {
        Assert.That(Load().Known.Ids, Is.EquivalentTo(CatalogueFacts.All.Select(f => f.Id)));
        Assert.That(CatalogueFacts.All, Has.Count.EqualTo(154));
    }

    [TestCaseSource(typeof(CatalogueFacts), nameof(CatalogueFacts.All))]
    public void An_item_has_the_keyword_obligation_and_expression_of_its_document(object fact)
    {
        var (id, keyword, expression) = (CatalogueFacts.Fact)fact;
        var item = Load().Known.Find(id);
        Assert.That(item, Is.Not.Null);
        Assert.Multiple(() =>
        {
            Assert.That(item!.Keyword, Is.EqualTo(keyword));
            Assert.That(item.Obligation, Is.EqualTo(keyword is "M" or "SHALL" or "MUST" ? Obligation.Mandatory : Obligation.Optional));
            Assert.That(item.Expression, Is.EqualTo(expression));
            Assert.That(item.Roles, Is.Not.Empty);
            Assert.That(item.Text, Has.Length.GreaterThan(20));
        });
        if (expression is not null)
            Assert.That(RequirementExpression.TryParse(expression, out _, out var error), Is.True, () => error!.Message);
    }

    [TestCase("DM-SC-GEN-1")]
    [TestCase("DM-SC-GEN-9")]
    public void Items_that_differ_in_substance_between_the_drafts_have_both_wordings(string id)
    {
        var revisions = Load();
        var (bootstrap, message) = (revisions.ForRevision("bootstrap").Find(id)!, revisions.ForRevision("dm-message").Find(id)!);
        Assert.That(bootstrap.Text, Is.Not.EqualTo(message.Text));
        Assert.That(Words(bootstrap), Is.Not.EqualTo(Words(message)));
        Assert.That(revisions.Default, Is.EqualTo("dm-message"));
    }

    private static List<string> Words(RequirementItem item) => [.. item.Aspects.SelectMany(a => a.Value.Select(c => $"{a.Key}: {c}"))];
}
