using NUnit.Framework;

namespace DmSc.Benchmarks;

/// <summary>What a test costs that does nothing: an asynchronous test with a case source, as the conformance cases are.</summary>
[TestFixture]
public sealed class EmptyTests
{
    private static IEnumerable<TestCaseData> Numbers() => Enumerable.Range(0, 400).Select(i => new TestCaseData(i).SetName($"empty {i}"));

    /// <summary>Leaves its thread once, as a case does.</summary>
    /// <param name="number">For the name alone.</param>
    [TestCaseSource(nameof(Numbers))]
    public async Task Nothing(int number)
    {
        await Task.Yield();
        Assert.That(number, Is.Not.Negative);
    }
}
