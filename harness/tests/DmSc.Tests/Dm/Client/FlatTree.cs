using System.Text;
using DmSc.Dm.Tree;

namespace DmSc.Tests.Dm.Client;

/// <summary>A tree of leaves that anybody may read and replace: for tests of sessions, which have nothing to do with rights.</summary>
internal sealed class FlatTree(params (string Uri, string Value)[] leaves) : IDmTree, ITreeTransaction
{
    private readonly Dictionary<string, string> _values = leaves.ToDictionary(leaf => leaf.Uri, leaf => leaf.Value, StringComparer.Ordinal);

    /// <summary>URI and value of the last Replace.</summary>
    public string? Written { get; private set; }

    public TreeAnswer Get(string serverId, string target) => _values.TryGetValue(target, out var value)
        ? new(200, [new TreeItem(target, "chr", "text/plain", Encoding.UTF8.GetBytes(value))])
        : TreeAnswer.Of(404);

    public TreeAnswer Add(string serverId, TreeWrite write) => TreeAnswer.Of(418);

    public TreeAnswer Replace(string serverId, TreeWrite write)
    {
        _values[write.Target] = write.Data?.Text ?? "";
        Written = $"{write.Target}={write.Data?.Text}";
        return TreeAnswer.Of(200);
    }

    public TreeAnswer Delete(string serverId, string target) => TreeAnswer.Of(404);

    public TreeAnswer Copy(string serverId, string source, string target) => TreeAnswer.Of(404);

    public TreeAnswer Exec(string serverId, string target, ReadOnlyMemory<byte> argument, string? correlator) => TreeAnswer.Of(202);

    public ITreeTransaction Begin() => this;

    public void Commit()
    {
    }

    public void Dispose()
    {
    }
}
