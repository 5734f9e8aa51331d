using System.Collections.Immutable;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;

namespace DmSc.Dm.Tree;

/// <summary>The management tree as a session sees it: every call is on behalf of one ServerID and answers with the status code that the session reports
/// (OMA DM Tree and Description 1.2, 5 to 8; codes: Representation Protocol 1.2, 6). URIs are as sent, with <c>?prop=</c> or <c>?list=</c> where a server may say so.</summary>
public interface IDmTree
{
    /// <summary>Get of a value, of the names of children, of a property, or of a list.</summary>
    /// <param name="serverId">Who asks.</param>
    /// <param name="target">What.</param>
    TreeAnswer Get(string serverId, string target);

    /// <summary>Add of a node, or of a subtree where the data is a serialized management object.</summary>
    /// <param name="serverId">Who asks.</param>
    /// <param name="write">What to add.</param>
    TreeAnswer Add(string serverId, TreeWrite write);

    /// <summary>Replace of a value, of a property, or of a subtree.</summary>
    /// <param name="serverId">Who asks.</param>
    /// <param name="write">What to replace.</param>
    TreeAnswer Replace(string serverId, TreeWrite write);

    /// <summary>Delete of a node with what is below it.</summary>
    /// <param name="serverId">Who asks.</param>
    /// <param name="target">The node.</param>
    TreeAnswer Delete(string serverId, string target);

    /// <summary>Copy of a leaf's value, or of a subtree.</summary>
    /// <param name="serverId">Who asks.</param>
    /// <param name="source">From where.</param>
    /// <param name="target">To where.</param>
    TreeAnswer Copy(string serverId, string source, string target);

    /// <summary>Exec of a node.</summary>
    /// <param name="serverId">Who asks.</param>
    /// <param name="target">The node.</param>
    /// <param name="argument">Data of the command.</param>
    /// <param name="correlator">Correlator of the command, for the alert that tells the result later.</param>
    TreeAnswer Exec(string serverId, string target, ReadOnlyMemory<byte> argument, string? correlator);

    /// <summary>Begins what Atomic needs: all that follows can be taken back. One at a time.</summary>
    ITreeTransaction Begin();
}

/// <summary>Changes that can be taken back as one. Disposing without <see cref="Commit"/> takes them back.</summary>
public interface ITreeTransaction : IDisposable
{
    /// <summary>Keeps the changes.</summary>
    void Commit();
}

/// <summary>What a server wants to write.</summary>
/// <param name="Target">URI of the node or property.</param>
/// <param name="Format">Meta Format that holds for the Item, or <see langword="null"/> (chr).</param>
/// <param name="Type">Meta Type that holds for the Item, or <see langword="null"/> (text/plain).</param>
/// <param name="Data">Data as sent, whole (chunks joined), or <see langword="null"/> when absent.</param>
/// <param name="IsXml">Whether the message came as XML, where Format b64 stands for binary values.</param>
public sealed record TreeWrite(string Target, string? Format, string? Type, SyncMlData? Data, bool IsXml = false);

/// <summary>A node or property value that goes into Results.</summary>
/// <param name="Source">URI for Source.</param>
/// <param name="Format">Format of the node, or <see langword="null"/> for a property (chr).</param>
/// <param name="Type">Media type of the node, or <see langword="null"/> for none.</param>
/// <param name="Value">The value, decoded; <see langword="null"/> when the Item has no Data (structure only).</param>
public sealed record TreeItem(string Source, string? Format, string? Type, ReadOnlyMemory<byte>? Value)
{
    /// <summary>A serialized subtree instead of a value, for <c>?list=TNDS</c>: the session writes it in the encoding of its messages.</summary>
    public MgmtTree? Subtree { get; init; }
}

/// <summary>What the tree answers.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Items">What was got; empty for all but a successful Get.</param>
/// <param name="FailedUri">URI of an implicitly created parent that could not be added, or <see langword="null"/>.</param>
public sealed record TreeAnswer(int Status, ImmutableArray<TreeItem> Items, string? FailedUri = null)
{
    /// <summary>A status alone.</summary>
    /// <param name="status">Status code.</param>
    public static TreeAnswer Of(int status) => new(status, []);

    /// <summary>Whether the command was carried out (200 to 299).</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
