using System.Text;
using DmSc.Dm.Bootstrap;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Dm.Tree;
using DmSc.Tests.Dm.Tree;
using DmSc.Wire.SyncMl;
using DmSc.Wire.XmlSecurity;
using FsCheck;
using FsCheck.Fluent;
using static DmSc.Tests.Dm.Bootstrap.ProtectedRig;

namespace DmSc.Tests.Dm.Bootstrap;

/// <summary>Whatever is done to protected content on its way: nothing throws, and no account is used that the trusted signer did not sign.</summary>
[TestFixture]
public sealed class ProtectionPropertyTests
{
    private static readonly (byte[] Octets, string Type)[] s_contents =
    [
        .. Enum.GetValues<SignedForm>().Select(form => ContentOf(Of(true, false) with { Signature = Signature with { Form = form } })),
        ContentOf(Of(true, true)),
        .. new[] { ContentFlaw.WrappedSignature, ContentFlaw.UnsignedPart, ContentFlaw.UnsignedSibling, ContentFlaw.TamperedContent, ContentFlaw.DuplicateId }.Select(flaw => ContentOf(Having(flaw))),
    ];

    private static readonly byte[][] s_messages =
    [
        .. new[] { Of(true, false), Of(true, true), Having(ContentFlaw.WrappedSignature), Having(ContentFlaw.MissingEncryptedKey) }.Select(Message),
    ];

    private static readonly BootstrapQuirks[] s_careless =
    [
        new() { IgnoresSignature = true },
        new() { AcceptsTampered = true, AcceptsWrappedSignature = true, AcceptsWeakAlgorithm = true, AcceptsMalformedSignature = true, AcceptsWrongReference = true },
        new() { AcceptsWrongKey = true, AcceptsExpiredCertificate = true, UsesUnsignedPart = true, AcceptsUnsigned = true },
    ];

    /// <summary>Pieces of one content put into another, cut out, doubled and altered: what an attacker does.</summary>
    private static Gen<(byte[] Octets, string Type)> Pieced =>
        from content in Gen.Elements(s_contents)
        from other in Gen.Elements(s_contents)
        from edits in (
            from kind in Gen.Choose(0, 4)
            from at in Gen.Choose(0, content.Octets.Length)
            from start in Gen.Choose(0, other.Octets.Length)
            from length in Gen.Frequency((2, Gen.Choose(1, 8)), (1, Gen.Choose(1, 2000)))
            from octet in Gen.Elements("<>/\"'=&;#aZ0 "u8.ToArray())
            select (kind, at, start, length, octet)).NonEmptyListOf()
        select (Edited(content.Octets, other.Octets, edits.Take(3)), content.Type);

    [FsCheck.NUnit.Property(MaxTest = 600)]
    public Property No_change_of_protected_content_brings_in_an_account_that_was_not_signed() => Prop.ForAll(
        Pieced.ToArbitrary(),
        content =>
        {
            var tree = TreeRig.Device();
            Apply(Around(content.Octets, content.Type), tree: tree);
            return IsAsSigned(tree);
        });

    [FsCheck.NUnit.Property(MaxTest = 600)]
    public Property No_change_of_the_message_brings_in_an_account_that_was_not_signed() => Prop.ForAll(
        (from message in Gen.Elements(s_messages)
         from edits in (from at in Gen.Choose(0, message.Length - 1) from octet in Gen.Choose(0, 255) select (at, octet)).NonEmptyListOf()
         select (message, edits: edits.Take(4).ToArray())).ToArbitrary(),
        input =>
        {
            var octets = input.message.ToArray();
            foreach (var (at, octet) in input.edits)
                octets[at] = (byte)octet;
            var tree = TreeRig.Device();
            Apply(octets, tree: tree);
            return IsAsSigned(tree);
        });

    [FsCheck.NUnit.Property(MaxTest = 400)]
    public Property Careless_clients_do_not_throw_either() => Prop.ForAll(
        (from content in Pieced from quirks in Gen.Elements(s_careless) from policy in Gen.Elements(Policy, Demanding, ContentProtectionPolicy.Default) select (content, quirks, policy)).ToArbitrary(),
        input => Apply(Around(input.content.Octets, input.content.Type), input.policy, input.quirks).Contents.Length == 1);

    [Test]
    public void Deep_and_strange_texts_are_refused_without_harm()
    {
        var space = XmlAlgorithms.SignatureNamespace;
        string[] texts =
        [
            $"<Signature xmlns='{space}'>", $"<a b='{space}'/>", space, $"<!DOCTYPE a><Signature xmlns='{space}'/>", $"\uFEFF<?xml version='1.0'?><Signature xmlns='{space}'/><MgmtTree/>",
            $"<Signature xmlns='{space}'><KeyInfo><X509Data><X509Certificate>AAAA</X509Certificate></X509Data><KeyValue><RSAKeyValue><Modulus>*</Modulus></RSAKeyValue></KeyValue></KeyInfo></Signature><MgmtTree/>",
            $"<x:Signature xmlns:x='{space}'/>" + string.Concat(Enumerable.Repeat("<MgmtTree>", 45_000)) + string.Concat(Enumerable.Repeat("</MgmtTree>", 45_000)),
        ];
        foreach (var text in texts)
        {
            foreach (var type in new[] { ProtectedContent.SignedType, ProtectedContent.EncryptedType })
            {
                foreach (var quirks in s_careless.Append(new BootstrapQuirks()))
                {
                    var outcome = Apply(Around(Encoding.UTF8.GetBytes(text), type), Policy, quirks);

                    Assert.That((outcome.IsProcessed, outcome.ServerIds.Length, outcome.Parts.Length), Is.EqualTo((true, 0, 1)), $"{type} {text[..Math.Min(text.Length, 80)]}: {outcome}");
                    Assert.That(outcome.Parts[0].Disposition, Is.EqualTo(BootstrapDisposition.Failed));
                }
            }
        }
    }

    /// <summary>Accounts are none, or the signed one with what was signed of it. Where it goes is the message's word, which nobody signs.</summary>
    private static bool IsAsSigned(ManagementTree tree) => TreeAccount.All(tree).All(account =>
        account.ServerId == ProtectedRig.ServerId
        && account.ServerUri == "https://dm.example.com/dm"
        && Encoding.UTF8.GetString(account.ClientCredential!.Password!.Reveal()) == "c-secret");

    private static (byte[] Octets, string Type) ContentOf(AuthoredProtection protection)
    {
        var command = DmBootstrapAuthor.Message(Content(protection)).Commands.Single();
        return (ProtectedContent.Octets(command.Items[0]).ToArray(), command.TypeOf(command.Items[0])!);
    }

    private static byte[] Around(byte[] content, string type)
    {
        var item = SyncMlItem.To("./Inbox") with { Meta = SyncMlMeta.Of("xml", type), Data = SyncMlData.OfOctets(content) };
        return SyncMlMessage.Of(SyncMlHeader.Of("0", "0", "d", "s"), final: true, SyncMlCommand.Of(SyncMlCommandKind.Add, "1", item)).ToWbxml();
    }

    private static byte[] Edited(byte[] content, byte[] other, IEnumerable<(int Kind, int At, int Start, int Length, byte Octet)> edits)
    {
        var octets = content;
        foreach (var (kind, at, start, length, octet) in edits)
        {
            var place = Math.Min(at, octets.Length);
            var end = Math.Min(place + length, octets.Length);
            var piece = other[start..Math.Min(start + length, other.Length)];
            octets = kind switch
            {
                0 => [.. octets[..place], octet, .. octets[place..]],
                1 => [.. octets[..place], .. octets[end..]],
                2 => [.. octets[..place], .. piece, .. octets[place..]],
                3 => [.. octets[..end], .. octets[place..]],
                _ => [.. octets[..place], octet, .. octets[Math.Min(place + 1, octets.Length)..]],
            };
        }

        return octets;
    }
}
