using DmSc.Engine.Loading;
using DmSc.Model.Text;

namespace DmSc.Tests.Engine.Loading;

/// <summary>A text in which ¤ stands before the place a complaint must name.</summary>
internal sealed record Marked(SourceFile File, SourceSpan Place)
{
    public static Marked In(string name, string text)
    {
        var at = text.IndexOf('¤', StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), "the text has no marker");
        var before = text[..at];
        var line = before.Count(c => c == '\n') + 1;
        var column = at - (before.LastIndexOf('\n') + 1) + 1;
        return new(SourceFile.FromText(name, text.Remove(at, 1)), new SourceSpan(name, line, column));
    }

    /// <summary>Exactly one complaint, of that code, at the marked place.</summary>
    public void Expects(DiagnosticBag bag, string code, string? word = null)
    {
        Assert.That(bag.Items.Select(d => d.Code), Is.EqualTo([code]), string.Join('\n', bag.Items));
        Assert.That(bag.Items[0].Span, Is.EqualTo(Place), bag.Items[0].ToString());
        if (word is not null)
            Assert.That(bag.Items[0].Message, Does.Contain(word));
    }
}
