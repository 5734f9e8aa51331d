using System.Collections.Immutable;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>A bootstrap message of the DM profile (OMA DM Bootstrap 1.2, 5.4), as pushed or as found in EF(DM_Bootstrap).</summary>
/// <param name="Document">The decoded document; <see cref="WbxmlDocument.OctetsUsed"/> tells where it ends.</param>
/// <param name="Message">The DM message in it.</param>
/// <param name="Objects">Serialized management objects it adds, in document order, also those that cannot be read.</param>
/// <param name="Accounts">DM accounts it creates, in document order; not those in protected objects.</param>
/// <param name="Trailing">What follows the document: padding of an EF, or something that should not be there.</param>
/// <param name="Remarks">What was accepted although it should not be there; offsets count in the message.</param>
public sealed record BootstrapMessage(
    WbxmlDocument Document,
    SyncMlMessage Message,
    ImmutableArray<BootstrapObject> Objects,
    ImmutableArray<DmAccount> Accounts,
    ReadOnlyMemory<byte> Trailing,
    ImmutableArray<FormatRemark> Remarks)
{
    private const int MaxListedRemarks = 128;

    /// <summary>The commands that do something, in document order: those in Atomic and Sequence in place of these.</summary>
    public ImmutableArray<SyncMlCommand> Commands => [.. FlatCommands.Of(Message.Commands)];

    /// <summary>How many octets the message takes.</summary>
    public int OctetsUsed => Document.OctetsUsed;

    /// <summary>Whether what follows the message is padding only (00 and FF).</summary>
    public bool IsTrailingPadding => Trailing.Span.IndexOfAnyExcept((byte)0x00, (byte)0xFF) < 0;

    /// <summary>Reads a message. What encoders in the field do wrong is accepted with a remark; octets behind the message are tolerated, with a
    /// remark when they are no padding. Management objects that cannot be read do not fail the message: see <see cref="BootstrapObject.Error"/>.</summary>
    /// <param name="octets">The message, or the content of the EF that holds it.</param>
    /// <param name="options">How to read it; <see cref="WbxmlOptions.FromFile"/> when absent.</param>
    /// <exception cref="WireFormatException">No WBXML, or no DM message.</exception>
    public static BootstrapMessage Read(ReadOnlyMemory<byte> octets, WbxmlOptions? options = null)
    {
        options ??= WbxmlOptions.FromFile;
        var document = WbxmlDocument.Parse(octets, options);
        var message = SyncMlMessage.Parse(document);
        var remarks = ImmutableArray.CreateBuilder<FormatRemark>();
        remarks.AddRange(message.Remarks);

        var objects = ImmutableArray.CreateBuilder<BootstrapObject>();
        var accounts = new List<DmAccount>();
        var plain = new ObjectNode(".", 0);
        foreach (var command in FlatCommands.Of(message.Commands))
        {
            if (command.Kind is not (SyncMlCommandKind.Add or SyncMlCommandKind.Replace))
            {
                remarks.Add(new FormatRemark("UnexpectedCommand", command.Offset, $"{command.Kind} in a bootstrap message; Add was expected"));
                continue;
            }

            foreach (var item in command.Items)
            {
                if (ProtectedContent.Of(command, item) is not ContentProtection.None and var protection)
                    objects.Add(Describe(command, item) with { Protection = protection });
                else if (IsObject(command, item))
                    objects.Add(ReadObject(command, item, options, accounts, remarks));
                else
                    Place(command, item, plain, remarks);
            }
        }

        accounts.AddRange(AccountFinder.Find(plain, "."));
        accounts.Sort((one, other) => one.Offset.CompareTo(other.Offset));
        var read = new BootstrapMessage(document, message, objects.ToImmutable(), [.. accounts], octets[document.OctetsUsed..], []);
        if (!read.IsTrailingPadding)
            remarks.Add(new FormatRemark("TrailingOctets", document.OctetsUsed, $"{read.Trailing.Length} octets follow the message that are no padding (00 or FF)"));
        return read with { Remarks = [.. remarks.Take(MaxListedRemarks)] };
    }

    /// <summary>What was found, in numbers; never content.</summary>
    public override string ToString() =>
        $"DM bootstrap message of {OctetsUsed} octets, {Message.Commands.Length} commands, {Objects.Length} management objects, {Accounts.Length} DM accounts";

    /// <summary>By the announced type; what goes to the Inbox itself, and markup below it, can be nothing else.</summary>
    private static bool IsObject(SyncMlCommand command, SyncMlItem item)
    {
        var type = command.TypeOf(item);
        if (MediaTypes.Is(type, MediaTypes.TndsWbxml) || MediaTypes.Is(type, MediaTypes.TndsXml))
            return true;
        var target = item.Target?.LocUri?.Trim().TrimEnd('/') ?? "";
        return target is "./Inbox" or "Inbox"
            || (target.StartsWith("./Inbox/", StringComparison.Ordinal) && item.Data is { } data && data.Element.Elements.Any());
    }

    private static BootstrapObject Describe(SyncMlCommand command, SyncMlItem item) =>
        new(command.CmdId, item.Target?.LocUri, command.FormatOf(item), command.TypeOf(item), null, null, item.Offset);

    private static BootstrapObject ReadObject(
        SyncMlCommand command,
        SyncMlItem item,
        WbxmlOptions options,
        List<DmAccount> accounts,
        ImmutableArray<FormatRemark>.Builder remarks)
    {
        var target = item.Target?.LocUri;
        var read = Describe(command, item);
        if (item.Data is null)
            return read with { Error = new FormatError(WbxmlErrors.MissingElement, item.Offset, "the Item has no Data") };
        try
        {
            var tree = TndsReader.FromData(item.Data, options);
            remarks.AddRange(tree.Remarks);
            var root = new ObjectNode(target ?? "", item.Offset);
            root.Graft(tree, remarks);
            accounts.AddRange(AccountFinder.Find(root, target?.TrimEnd('/') ?? ""));
            return read with { Tree = tree };
        }
        catch (WireFormatException failure)
        {
            remarks.Add(new FormatRemark("UnreadableObject", failure.Error.Offset, failure.Error.ToString()));
            return read with { Error = failure.Error };
        }
    }

    private static void Place(SyncMlCommand command, SyncMlItem item, ObjectNode plain, ImmutableArray<FormatRemark>.Builder remarks)
    {
        if (item.Target?.LocUri is not { } uri)
        {
            remarks.Add(new FormatRemark("MissingTarget", item.Offset, $"an Item of {command.Kind} names no Target"));
            return;
        }

        try
        {
            var node = plain.At(uri, item.Offset);
            if (command.FormatOf(item) != "node")
                node.Set(item.Data?.Octets ?? default, item.Data is { } data ? data.Text : "", command.FormatOf(item));
            else if (command.TypeOf(item) is { } id)
                node.Identify(id);
        }
        catch (WireFormatException failure)
        {
            remarks.Add(new FormatRemark("UnreadableItem", failure.Error.Offset, failure.Error.ToString()));
        }
    }
}
