namespace DmSc.EndToEnd.Tests.Rig;

/// <summary>A folder for one test, removed afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("dmsc-test-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A copy of the project's data, to be spoilt.</summary>
    public string CopyOfData()
    {
        foreach (var folder in new[] { "testcases", "fixtures" })
        {
            var from = System.IO.Path.Combine(ForeignTool.RepositoryRoot, folder);
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                var to = System.IO.Path.Combine(Path, folder, System.IO.Path.GetRelativePath(from, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
                System.IO.File.Copy(file, to);
            }
        }

        return Path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
