using System.Text.Json;
using System.Xml.Linq;

namespace DmSc.Tests.Reports;

/// <summary>Gives each test a run folder of its own and reads reports back.</summary>
internal abstract class ReportFixture
{
    protected string Folder { get; private set; } = string.Empty;

    [SetUp]
    public void MakeFolder() => Folder = Directory.CreateTempSubdirectory("dmsc-reports-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Folder, recursive: true);

    protected string At(string name) => Path.Combine(Folder, name);

    protected IReadOnlyList<JsonElement> AllureResults() =>
        [.. Directory.EnumerateFiles(At("allure-results"), "*-result.json").Order(StringComparer.Ordinal)
            .Select(f => JsonDocument.Parse(File.ReadAllBytes(f)).RootElement)];

    protected JsonElement Allure(string fullName) => AllureResults().Single(r => r.GetProperty("fullName").GetString() == fullName);

    protected XElement JUnit(string namePrefix) =>
        XDocument.Load(At("junit.xml")).Descendants("testcase").Single(t => t.Attribute("name")!.Value.StartsWith(namePrefix + " ", StringComparison.Ordinal));
}
