using System.Collections.Immutable;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server.Validation;

/// <summary>What the client still has to say to the server's package.</summary>
public sealed record OpenAnswers
{
    /// <summary>Nothing.</summary>
    public static readonly OpenAnswers None = new();

    /// <summary>Commands of the server that wait for a Status, in order; chunks with <see cref="OwedAnswer.IsChunk"/>.</summary>
    public ImmutableArray<OwedAnswer> Owed { get; init; } = [];

    /// <summary>Gets that succeeded and wait for Results.</summary>
    public ImmutableArray<OwedAnswer> OwedResults { get; init; } = [];

    /// <summary>Commands of several Items that have a Status: another may follow, also in a later message of the package.</summary>
    public ImmutableArray<OwedAnswer> Several { get; init; } = [];

    /// <summary>Gets that have Results, by MsgID and CmdID.</summary>
    public ImmutableHashSet<(string MsgId, string CmdId)> WithResults { get; init; } = [];

    /// <summary>The large object that the client is sending.</summary>
    public ChunkedObject? Object { get; init; }

    /// <summary>Whether the package asked for a Status.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Whether a Get of the package succeeded.</summary>
    public bool HasSucceeded { get; init; }

    /// <summary>The same, but nothing of it is obligatory: the client may say it, or begin anew.</summary>
    internal OpenAnswers Optional() => this with
    {
        Owed = [.. Owed.Select(o => o with { IsOptional = true })],
        OwedResults = [],
        IsAsked = false,
        HasSucceeded = false,
    };

    /// <summary>The client's package is complete; only a large object goes on.</summary>
    internal OpenAnswers Closed() => Object is null ? None : new OpenAnswers { Object = Object };

    /// <summary>With what a message of the server asks for.</summary>
    internal OpenAnswers Asked(SyncMlMessage message)
    {
        ImmutableArray<OwedAnswer>.Builder? owed = null;
        foreach (var command in message.Commands)
        {
            if (command.Kind == SyncMlCommandKind.Status)
                continue;
            owed ??= Owed.ToBuilder();
            Owe(owed, message.Header.MsgId ?? "", command, null);
        }

        return owed is null ? this : this with { Owed = owed.DrainToImmutable(), IsAsked = true };
    }

    private static void Owe(ImmutableArray<OwedAnswer>.Builder owed, string msgId, SyncMlCommand command, string? parent)
    {
        var chunk = false;
        foreach (var item in command.Items)
            chunk |= item.MoreData;
        var optional = command.Kind == SyncMlCommandKind.Alert && ServerExchange.CodeOf(command) is 1222 or 1223;
        owed.Add(new OwedAnswer(msgId, command.CmdId ?? "", command.Kind, parent, chunk, command.Items.Length) { IsOptional = optional, Position = owed.Count });
        foreach (var inner in command.Commands)
            Owe(owed, msgId, inner, command.CmdId);
    }
}

/// <summary>A command of the server that waits for its answer.</summary>
/// <param name="MsgId">Its message.</param>
/// <param name="CmdId">Its CmdID.</param>
/// <param name="Kind">Which.</param>
/// <param name="Parent">CmdID of the Atomic or Sequence around it.</param>
/// <param name="IsChunk">Whether more of its data follows.</param>
/// <param name="Items">How many Items it has.</param>
public sealed record OwedAnswer(string MsgId, string CmdId, SyncMlCommandKind Kind, string? Parent, bool IsChunk, int Items)
{
    /// <summary>Whether the client may leave it unanswered: requests for the next message, aborts, and what it said in a message that was refused.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Its place among those that wait: of two in one message the smaller came first.</summary>
    public int Position { get; init; }
}

/// <summary>A large object of which chunks are missing.</summary>
/// <param name="Key">What it is a result of, and from where.</param>
/// <param name="Size">Size announced.</param>
/// <param name="Octets">Octets so far, as conveyed.</param>
/// <param name="IsBase64">Whether what is conveyed is base64 of the object.</param>
public sealed record ChunkedObject(string Key, long? Size, long Octets, bool IsBase64);
