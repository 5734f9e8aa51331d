namespace DmSc.Dm.Tree;

/// <summary>Keeps a tree in one file, which is replaced whole: a reader never sees half a file. It holds secrets: on Unix only its owner may read it.</summary>
/// <param name="path">The file; its folder exists.</param>
public sealed class TreeFile(string path)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Writes the tree and returns when it is on disk.</summary>
    /// <param name="tree">The tree.</param>
    /// <exception cref="IOException">The file cannot be written; the one before stays.</exception>
    public void Save(ManagementTree tree)
    {
        var octets = TreeDocument.Write(tree);
        var temporary = Path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(octets);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path, overwrite: true);
    }

    /// <summary>Reads the tree.</summary>
    /// <param name="time">Clock of the tree.</param>
    /// <param name="options">How the tree behaves.</param>
    /// <returns>The tree, or <see langword="null"/> if there is no file yet.</returns>
    /// <exception cref="InvalidDataException">The file is not one that this class wrote; the message names file and place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ManagementTree? Load(TimeProvider time, TreeOptions? options = null)
    {
        if (!File.Exists(Path))
            return null;
        if (new FileInfo(Path).Length > TreeDocument.MaxLength)
            throw new InvalidDataException($"{Path}: a stored tree has at most {TreeDocument.MaxLength} octets");
        try
        {
            return TreeDocument.Read(File.ReadAllBytes(Path), time, options);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{Path}: {fault.Message}", fault);
        }
    }
}
