using System.Collections.Immutable;
using DmSc.Dm.Tree;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Bootstrap;

/// <summary>A file of the smart card that holds bootstrap data.</summary>
/// <param name="Name">Its name, <c>EF(DM_Bootstrap)</c>.</param>
/// <param name="Profile">What the document in it is.</param>
/// <param name="Octets">Its content; padding may follow the document.</param>
public sealed record CardBootstrap(string Name, BootstrapProfile Profile, ReadOnlyMemory<byte> Octets);

/// <summary>Processes bootstraps that were accepted (OMA DM Bootstrap 1.2, 5.3 and 5.4). No input throws: what cannot be used is told in the outcome.</summary>
public static class BootstrapProcessor
{
    /// <summary>Processes one bootstrap.</summary>
    /// <param name="tree">The tree that gets what is in it.</param>
    /// <param name="octets">The document.</param>
    /// <param name="options">What it is and where it came from.</param>
    public static BootstrapOutcome Apply(ManagementTree tree, ReadOnlyMemory<byte> octets, BootstrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        return Apply(tree, octets, options, []);
    }

    /// <summary>Processes what a smart card holds, as at switch-on, and removes objects that came from a card and are not on this one (5.4.6, 5.3.5.1).
    /// Not to be called when the card is rejected or the policy disables it.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="files">The files in the order in which they count; empty when there is no card or nothing on it.</param>
    /// <param name="quirks">Documented defects; none when absent.</param>
    /// <param name="protection">What is accepted of signed and encrypted content; unsigned content of a card always is.</param>
    public static BootstrapOutcome ApplyCard(
        ManagementTree tree,
        IEnumerable<CardBootstrap> files,
        BootstrapQuirks? quirks = null,
        ContentProtectionPolicy? protection = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(files);
        quirks ??= new BootstrapQuirks();
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var parts = ImmutableArray.CreateBuilder<BootstrapPart>();
        var servers = new List<string>();
        var sessions = new List<string>();
        var remarks = ImmutableArray.CreateBuilder<FormatRemark>();
        var contents = ImmutableArray.CreateBuilder<ContentJudgement>();
        foreach (var file in quirks.ReadsOnlyFirstCardFile ? files.Take(1) : files)
        {
            var options = new BootstrapOptions(file.Profile, BootstrapOrigin.SmartCard) { Quirks = quirks, Protection = protection ?? ContentProtectionPolicy.Default };
            var outcome = Apply(tree, file.Octets, options, kept);
            if (outcome.DiscardReason is { } reason)
                parts.Add(new BootstrapPart(file.Name, "", BootstrapDisposition.Failed, reason));
            parts.AddRange(outcome.Parts.Select(part => part with { Source = $"{file.Name} {part.Source}" }));
            servers.AddRange(outcome.ServerIds);
            sessions.AddRange(outcome.SessionServerIds);
            remarks.AddRange(outcome.Remarks);
            contents.AddRange(outcome.Contents);
        }

        if (!quirks.KeepsRemovedCardAccounts)
            parts.AddRange(RemoveOthers(tree, kept, quirks));
        return new BootstrapOutcome(
            null,
            parts.ToImmutable(),
            [.. servers.Distinct(StringComparer.Ordinal)],
            [.. sessions.Distinct(StringComparer.Ordinal)],
            remarks.ToImmutable())
        {
            Contents = contents.ToImmutable(),
        };
    }

    private static BootstrapOutcome Apply(ManagementTree tree, ReadOnlyMemory<byte> octets, BootstrapOptions options, HashSet<string> kept)
    {
        var isDm = options.Profile == BootstrapProfile.DeviceManagement;
        if (isDm ? options.Quirks.AcceptsOnlyCpProfile : options.Quirks.AcceptsOnlyDmProfile)
            return BootstrapOutcome.Discarded("UnsupportedProfile");
        if (BootstrapAcceptance.IsXml(octets.Span) && !options.Quirks.AcceptsXml)
            return BootstrapOutcome.Discarded("XmlInsteadOfWbxml");
        var run = new BootstrapRun(tree, options);
        try
        {
            if (isDm)
                new DmProfileRun(run).Process(BootstrapMessage.Read(Wbxml(octets)));
            else
                new ProvisioningRun(run).Process(Document(octets));
        }
        catch (WireFormatException failure)
        {
            return BootstrapOutcome.Discarded($"Unreadable: {failure.Error}");
        }

        kept.UnionWith(run.Uris);
        var outcome = run.Outcome();
        if (options.Quirks.RemovesOtherAccounts && !outcome.ServerIds.IsEmpty)
        {
            foreach (var account in tree.FindObjects(StandardObjects.DmAcc, StandardObjects.LegacyDmAcc).Where(one => !kept.Contains(one.Uri)))
                tree.Remove(account.Uri);
        }

        if (options.Quirks.TakesRightsOfOthers && !outcome.ServerIds.IsEmpty)
        {
            foreach (var account in tree.FindObjects(StandardObjects.DmAcc, StandardObjects.LegacyDmAcc).Where(one => !kept.Contains(one.Uri)))
                tree.SetAcl(account.Uri, Acl.Empty);
        }

        return outcome;
    }

    private static ReadOnlyMemory<byte> Wbxml(ReadOnlyMemory<byte> octets) => BootstrapAcceptance.IsXml(octets.Span) ? WbxmlXml.FromXml(octets.Span) : octets;

    private static ProvisioningDocument Document(ReadOnlyMemory<byte> octets) => BootstrapAcceptance.IsXml(octets.Span)
        ? ProvisioningDocument.FromXml(octets.Span)
        : ProvisioningDocument.FromWbxml(octets, WbxmlOptions.FromFile);

    private static IEnumerable<BootstrapPart> RemoveOthers(ManagementTree tree, HashSet<string> kept, BootstrapQuirks quirks)
    {
        foreach (var node in tree.Root.All().Where(node => node.Origin == BootstrapRun.CardOrigin && !kept.Contains(node.Uri)).ToArray())
        {
            tree.Remove(node.Uri);
            if (BootstrapRun.IsAccountId(node.Type) && node.TextOf("ServerID") is { Length: > 0 } serverId && !quirks.SkipsAclScan
                && !tree.FindObjects(StandardObjects.DmAcc, StandardObjects.LegacyDmAcc).Any(account => account.TextOf("ServerID") == serverId))
            {
                tree.RemoveServer(serverId);
            }

            yield return new BootstrapPart(node.Uri, node.Type, BootstrapDisposition.Removed, "no longer on the card", node.Uri);
        }
    }
}
