using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace DmSc.Dm.Tree;

/// <summary>The commands that an access control list names.</summary>
public enum AclCommand
{
    /// <summary>Add below the node.</summary>
    Add,

    /// <summary>Delete of the node.</summary>
    Delete,

    /// <summary>Exec of the node.</summary>
    Exec,

    /// <summary>Get of the node and its properties.</summary>
    Get,

    /// <summary>Replace of the node and its properties.</summary>
    Replace,
}

/// <summary>The value of the property ACL (OMA DM Tree and Description 1.2, 7.7.1). Keeps the order in which commands and servers were written.</summary>
public sealed class Acl : IEquatable<Acl>
{
    /// <summary>Most characters of a list that is read.</summary>
    public const int MaxLength = 8192;

    /// <summary>No value at all: the nearest ancestor with one counts.</summary>
    public static readonly Acl Empty = new([]);

    private readonly ImmutableArray<Entry> _entries;

    private Acl(ImmutableArray<Entry> entries) => _entries = entries;

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>A list that gives one server some commands.</summary>
    /// <param name="serverId">The server.</param>
    /// <param name="commands">The commands.</param>
    public static Acl For(string serverId, params ReadOnlySpan<AclCommand> commands)
    {
        var entries = ImmutableArray.CreateBuilder<Entry>(commands.Length);
        foreach (var command in commands)
            entries.Add(new Entry(command, [serverId]));
        return new Acl(entries.ToImmutable());
    }

    /// <summary>Reads a list. A command that occurs again adds to the first; <c>*</c> beside other servers stands alone.</summary>
    /// <param name="text">The text; empty for no value.</param>
    /// <param name="acl">The list.</param>
    /// <returns>Whether the text obeys the grammar.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Acl? acl)
    {
        ArgumentNullException.ThrowIfNull(text);
        acl = null;
        if (text.Length > MaxLength)
            return false;
        if (text.Length == 0)
        {
            acl = Empty;
            return true;
        }

        var entries = new List<Entry>(5);
        foreach (var part in text.Split('&'))
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0 || CommandOf(part.AsSpan(0, sign)) is not { } command)
                return false;
            var servers = part[(sign + 1)..].Split('+');
            if (Array.Exists(servers, server => !IsServerId(server)))
                return false;
            Unite(entries, command, servers);
        }

        acl = new Acl([.. entries]);
        return true;
    }

    /// <summary>Reads a list.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">Not a list.</exception>
    public static Acl Parse(string text) =>
        TryParse(text, out var acl) ? acl : throw new FormatException("not an access control list: Command=server+server&Command=server was expected");

    /// <summary>Whether a text can stand as server in a list.</summary>
    /// <param name="text">The text.</param>
    public static bool IsServerId(string text) =>
        !string.IsNullOrEmpty(text) && text.AsSpan().IndexOfAny("=&+ ") < 0 && (text is "*" || !text.Contains('*', StringComparison.Ordinal))
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    /// <summary>Whether a server may use a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="serverId">The server.</param>
    public bool Allows(AclCommand command, string serverId)
    {
        foreach (var entry in _entries)
        {
            if (entry.Command == command)
                return entry.Servers is ["*"] || entry.Servers.Contains(serverId);
        }

        return false;
    }

    /// <summary>The servers of a command; empty when it is not listed.</summary>
    /// <param name="command">The command.</param>
    public ImmutableArray<string> ServersOf(AclCommand command) => _entries.FirstOrDefault(entry => entry.Command == command)?.Servers ?? [];

    /// <summary>The list without one server; commands that are left without any go as well.</summary>
    /// <param name="serverId">The server.</param>
    public Acl Without(string serverId)
    {
        if (!_entries.Any(entry => entry.Servers.Contains(serverId)))
            return this;
        return new Acl([.. _entries
            .Select(entry => entry with { Servers = entry.Servers.Remove(serverId) })
            .Where(entry => !entry.Servers.IsEmpty)]);
    }

    /// <summary>A list as a client reads it that takes only the last of repeated commands.</summary>
    /// <param name="text">A list that obeys the grammar.</param>
    internal static Acl LastOfEach(string text)
    {
        var last = text.Split('&').Reverse().DistinctBy(part => part[..part.IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal).Reverse();
        return Parse(string.Join('&', last));
    }

    /// <summary>The list with a command open to everybody.</summary>
    /// <param name="command">The command.</param>
    internal Acl WithAnybody(AclCommand command) =>
        new([.. _entries.Where(entry => entry.Command != command), new Entry(command, ["*"])]);

    /// <inheritdoc />
    public bool Equals(Acl? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Acl);

    /// <inheritdoc />
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The value of the property.</summary>
    public override string ToString() => string.Join('&', _entries.Select(entry => $"{entry.Command}={string.Join('+', entry.Servers)}"));

    private static void Unite(List<Entry> entries, AclCommand command, string[] servers)
    {
        var at = entries.FindIndex(entry => entry.Command == command);
        var before = at < 0 ? [] : entries[at].Servers;
        ImmutableArray<string> all = [.. before.Concat(servers).Distinct(StringComparer.Ordinal)];
        var united = new Entry(command, all.Contains("*") ? ["*"] : all);
        if (at < 0)
            entries.Add(united);
        else
            entries[at] = united;
    }

    private static AclCommand? CommandOf(ReadOnlySpan<char> name) => name switch
    {
        "Add" => AclCommand.Add,
        "Delete" => AclCommand.Delete,
        "Exec" => AclCommand.Exec,
        "Get" => AclCommand.Get,
        "Replace" => AclCommand.Replace,
        _ => null,
    };

    private sealed record Entry(AclCommand Command, ImmutableArray<string> Servers);
}
