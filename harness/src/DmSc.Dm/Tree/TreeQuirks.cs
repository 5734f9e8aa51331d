namespace DmSc.Dm.Tree;

/// <summary>Defects that the tree of a reference client can be told to have, so that cases can be proven against them. None by default.</summary>
public sealed record TreeQuirks
{
    /// <summary>Carries out every command, whatever the ACL says.</summary>
    public bool IgnoreAcl { get; init; }

    /// <summary>Nodes without an ACL have no rights instead of those of their ancestor.</summary>
    public bool InheritNothing { get; init; }

    /// <summary>Of the servers that an ACL below the root grants a command only the first has it.</summary>
    public bool GrantsToFirstOnly { get; init; }

    /// <summary>Merges the ACLs of all ancestors instead of taking the nearest.</summary>
    public bool MergeAcls { get; init; }

    /// <summary>Get of the property ACL answers the inherited list where the node has none.</summary>
    public bool PropAclInherited { get; init; }

    /// <summary>Replace in the own ACL of a leaf is enough to change that ACL.</summary>
    public bool LeafAclByOwnReplace { get; init; }

    /// <summary>Replace on the parent does not help to change an ACL.</summary>
    public bool ParentReplaceDoesNotChangeAcl { get; init; }

    /// <summary>A creator without Replace on the parent gets no ACL on the new interior node.</summary>
    public bool CreatorGetsNoAcl { get; init; }

    /// <summary>Drops the ACLs that come in a serialized object.</summary>
    public bool DropTndsAcl { get; init; }

    /// <summary>Of a command that an ACL names twice only the last counts.</summary>
    public bool RepeatedAclCommandOverwrites { get; init; }

    /// <summary>Keeps a removed server in the ACLs.</summary>
    public bool KeepsRemovedServerInAcls { get; init; }

    /// <summary>Get of the Inbox is answered with 200.</summary>
    public bool InboxReadable { get; init; }

    /// <summary>Passwords and nonces can be read.</summary>
    public bool SecretsReadable { get; init; }

    /// <summary>Add of an existing node overwrites it.</summary>
    public bool AddOverwrites { get; init; }

    /// <summary>Add of an existing leaf is answered 418, but overwrites it.</summary>
    public bool AddOverwritesInSecret { get; init; }

    /// <summary>Add and Replace that an ACL forbids are answered 425, but carried out.</summary>
    public bool RefusesInWordsOnly { get; init; }

    /// <summary>Replace of a missing node creates it.</summary>
    public bool ReplaceCreates { get; init; }

    /// <summary>Permanent nodes can be deleted.</summary>
    public bool DeletePermanent { get; init; }

    /// <summary>Permanent nodes can be renamed.</summary>
    public bool RenamePermanent { get; init; }

    /// <summary>Rename takes a name that a sibling has.</summary>
    public bool RenameOverSibling { get; init; }

    /// <summary>A list tells nodes that the server may not get.</summary>
    public bool ListIgnoresRights { get; init; }

    /// <summary>Add makes children of leaves' parents only: below a leaf it answers 404 instead of 405.</summary>
    public bool AddBelowLeafNotFound { get; init; }

    /// <summary>A serialized object that fails half-way leaves what was added.</summary>
    public bool PartialTnds { get; init; }

    /// <summary>Replace with a serialized object leaves nodes that the object does not list.</summary>
    public bool TndsReplaceMerges { get; init; }

    /// <summary>Taking back a transaction does nothing.</summary>
    public bool NoRollback { get; init; }

    /// <summary>An unknown property is answered with 404 instead of 406.</summary>
    public bool UnknownPropertyNotFound { get; init; }

    /// <summary>Get of an interior node without children is answered with 404.</summary>
    public bool EmptyInteriorNotFound { get; init; }

    /// <summary>The limits for URIs are published, but not kept.</summary>
    public bool IgnoreLimits { get; init; }

    /// <summary>Names of new nodes are stored in lower case.</summary>
    public bool LowerCaseNames { get; init; }
}
