using System.Collections.Immutable;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server;

/// <summary>One thing a server does in a session. Steps are worked off in order; as many commands as fit go into one package.</summary>
public abstract record ServerStep
{
    private ServerStep()
    {
    }

    /// <summary>Get of nodes, properties or lists, each URI an Item.</summary>
    /// <param name="uris">Target URIs.</param>
    public static ServerStep Get(params ImmutableArray<string> uris) => new Send(SyncMlCommand.Get("", uris));

    /// <summary>Add.</summary>
    /// <param name="items">What.</param>
    public static ServerStep Add(params ImmutableArray<SyncMlItem> items) => Of(SyncMlCommandKind.Add, items);

    /// <summary>Replace.</summary>
    /// <param name="items">What.</param>
    public static ServerStep Replace(params ImmutableArray<SyncMlItem> items) => Of(SyncMlCommandKind.Replace, items);

    /// <summary>Delete.</summary>
    /// <param name="uris">Target URIs.</param>
    public static ServerStep Delete(params ImmutableArray<string> uris) => Of(SyncMlCommandKind.Delete, [.. uris.Select(SyncMlItem.To)]);

    /// <summary>Copy.</summary>
    /// <param name="source">From where.</param>
    /// <param name="target">To where.</param>
    public static ServerStep Copy(string source, string target) => new Send(SyncMlCommand.Copy("", source, target));

    /// <summary>Exec.</summary>
    /// <param name="target">The executable node.</param>
    /// <param name="data">Its argument, or <see langword="null"/>.</param>
    /// <param name="correlator">Correlator, or <see langword="null"/>.</param>
    public static ServerStep Exec(string target, string? data = null, string? correlator = null) =>
        new Send(SyncMlCommand.Of(SyncMlCommandKind.Exec, "", data is null ? SyncMlItem.To(target) : SyncMlItem.Leaf(target, data)) with { Correlator = correlator });

    /// <summary>Alert: a question to the user (1100 to 1104), or any other code.</summary>
    /// <param name="code">Alert code.</param>
    /// <param name="texts">Data of the Items; <see langword="null"/> for an Item without Data.</param>
    public static ServerStep Alert(int code, params ImmutableArray<string?> texts) =>
        new Send(SyncMlCommand.Alert("", code, [.. texts.Select(t => new SyncMlItem { Data = t is null ? null : SyncMlData.OfText(t) })]));

    /// <summary>Atomic around commands.</summary>
    /// <param name="inner">Steps that are commands.</param>
    /// <exception cref="ArgumentException">One is no command.</exception>
    public static ServerStep Atomic(params ImmutableArray<ServerStep> inner) => Group(SyncMlCommandKind.Atomic, inner);

    /// <summary>Sequence around commands.</summary>
    /// <param name="inner">Steps that are commands.</param>
    /// <exception cref="ArgumentException">One is no command.</exception>
    public static ServerStep Sequence(params ImmutableArray<ServerStep> inner) => Group(SyncMlCommandKind.Sequence, inner);

    /// <summary>Alert 1223: the session ends here.</summary>
    public static ServerStep Abort() => new AbortSession();

    private static Send Of(SyncMlCommandKind kind, ImmutableArray<SyncMlItem> items) => new(SyncMlCommand.Of(kind, "", items));

    private static Send Group(SyncMlCommandKind kind, ImmutableArray<ServerStep> inner) => new(SyncMlCommand.Group(kind, "", [.. inner.Select(step =>
        step is Send send ? send.Command : throw new ArgumentException($"{kind} holds commands only", nameof(inner)))]));

    /// <summary>A command. Its CmdID and those of nested ones are given when it is sent.</summary>
    /// <param name="Command">The command.</param>
    public sealed record Send(SyncMlCommand Command) : ServerStep;

    /// <summary>An Add or Replace in chunks (OMA DM Protocol 1.2, 7). What does not fit the client's MaxMsgSize is chunked without asking too.</summary>
    /// <param name="Kind">Add or Replace.</param>
    /// <param name="Item">Target, Meta and Data of the whole.</param>
    /// <param name="ChunkOctets">Most octets of data in a message.</param>
    public sealed record SendInChunks(SyncMlCommandKind Kind, SyncMlItem Item, int ChunkOctets) : ServerStep
    {
        /// <summary>What Size says instead of the truth; <see langword="null"/> for the truth.</summary>
        public long? AnnouncedSize { get; init; }

        /// <summary>Whether the first chunk has no Size.</summary>
        public bool OmitSize { get; init; }

        /// <summary>After how many chunks the next step comes instead of the rest; 0 for never.</summary>
        public int InterruptAfter { get; init; }
    }

    /// <summary>The steps before have to be answered before those behind go out.</summary>
    public sealed record Barrier : ServerStep;

    /// <summary>A body as it is instead of a message.</summary>
    /// <param name="Body">The octets.</param>
    /// <param name="ContentType">Media type, or <see langword="null"/> for that of the session.</param>
    public sealed record Raw(ReadOnlyMemory<byte> Body, string? ContentType = null) : ServerStep;

    /// <summary>Something wrong with the next message.</summary>
    /// <param name="Fault">What.</param>
    public sealed record Misbehave(ServerFault Fault) : ServerStep;

    /// <summary>Alert 1223.</summary>
    public sealed record AbortSession : ServerStep;
}
