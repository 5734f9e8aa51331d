using System.Reflection;
using DmSc.Engine.Loading;
using DmSc.Model.Cases;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Peers.Card.Image;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

/// <summary>The project's own data, and temporary files beside it.</summary>
internal static class Fixtures
{
    public static string Root { get; } = typeof(Fixtures).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;

    public static CardImage Card(string name)
    {
        var bag = new DiagnosticBag();
        var image = CardImageLoader.Load(Path.Combine(Root, "fixtures", "cards", name + ".yaml"), bag);
        Assert.That(bag.Items, Is.Empty);
        return image!;
    }

    /// <summary>An IUT file with the reference driver and no settings.</summary>
    public static IutFile Iut(IutIdentity identity) => new(identity, "reference", new MapNode(SourceSpan.None, []), SourceSpan.None);
}

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dmsc-steps-");

    /// <summary>Where it is.</summary>
    public string FullPath => _folder.FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
