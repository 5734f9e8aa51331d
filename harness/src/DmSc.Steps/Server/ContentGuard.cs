using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Server;

/// <summary>Signed and encrypted content of a bootstrap message, with the keys of the IXIT.</summary>
internal static class ContentGuard
{
    /// <summary>IXIT parameter with the public key that the server signs with.</summary>
    public const string SignerKey = "signer-public-key";

    /// <summary>A key of the IXIT.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="StepFaultException">It is none that can be used: a mistake in an input file.</exception>
    public static T Key<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new StepFaultException(FaultKind.BadFixture, $"IXIT '{name}' is no RSA key in PEM: {e.Message}", e);
        }
    }

    /// <summary>The message with its protected content laid open: what a signature covers, and when none holds what stands there, to be read and not to be trusted.</summary>
    /// <returns>The message, how many items were protected, and how many of these nobody here can open.</returns>
    public static (SyncMlMessage Message, int Guarded, int Closed) Opened(SyncMlMessage message, IStepContext context)
    {
        var (guarded, closed) = (0, 0);
        var pem = context.Ixit(ServerAccountVerb.DeviceKey);
        var trust = context.Ixit(SignerKey) is null ? null : Trust(context);
        return (message with { Commands = Commands(message.Commands) }, guarded, closed);

        ImmutableArray<SyncMlCommand> Commands(ImmutableArray<SyncMlCommand> commands) =>
            [.. commands.Select(c => c with { Items = [.. c.Items.Select(item => Open(c, item))], Commands = Commands(c.Commands) })];

        SyncMlItem Open(SyncMlCommand command, SyncMlItem item)
        {
            var found = GuardedItem.Of(command, item, pem);
            if (!found.IsGuarded)
                return item;
            guarded++;
            if (found.IsEncrypted != false && found.Opening == Finding.Open)
                closed++;
            var content = trust is not null && found.IsSigned == true && XmlSignature.Verify(found.Content.Span, trust) is SignatureOutcome.Verified verified
                ? verified.Consumed.Payload
                : found.Content;
            return Tree(content) is { } tree ? SyncMlItem.Leaf(item.Target?.LocUri ?? "./Inbox", tree, "xml", MediaTypes.TndsXml) : item;
        }
    }

    /// <summary>What the device we play opens. Nobody tells a server how its key is called, and KeyInfo in the EncryptedKey is judged apart.</summary>
    public static DecryptionPolicy Decryption(string pem) => new(new RecipientKey("device", pem)) { RequiresKeyInfo = false, KeyNameRestricts = false };

    /// <summary>What the device we play believes: a signature by the key of the IXIT, whatever KeyInfo says, and whatever its length.</summary>
    /// <exception cref="StepFaultException">The IXIT does not say who signs.</exception>
    public static SignaturePolicy Trust(IStepContext context)
    {
        var pem = context.Ixit(SignerKey) ?? throw new StepFaultException(FaultKind.BadFixture, $"the IXIT names no '{SignerKey}'");
        return new SignaturePolicy(SignerTrust.InKeys(new TrustedKey(Key(SignerKey, () => RsaPublicKey.FromPem(pem)))), context.Time.GetUtcNow()) { KeyInfoRestricts = false, MinimumKeyBits = 0 };
    }

    /// <summary>What a rejection says of the server: nothing, where the specification leaves it open (ADR 0010), and where it is we who cannot compute or read it.</summary>
    public static Finding Of(XmlSecurityRejection rejection) => rejection.IsUnsettled || rejection.Defect is
        XmlSecurityDefect.KeyMissing or XmlSecurityDefect.WeakAlgorithm or XmlSecurityDefect.UnexpectedAlgorithm or XmlSecurityDefect.UnexpectedTransform
        or XmlSecurityDefect.SeveralSignatures or XmlSecurityDefect.SeveralEncryptedData or XmlSecurityDefect.DtdPresent or XmlSecurityDefect.CipherReferencePresent
        or XmlSecurityDefect.TooLarge or XmlSecurityDefect.TooDeep or XmlSecurityDefect.TooManyReferences or XmlSecurityDefect.TooManyTransforms
            ? Finding.Open
            : Finding.Fails;

    /// <summary>The worst of several: what fails, then what is open.</summary>
    public static Finding Worst(IEnumerable<Finding> findings)
    {
        var worst = Finding.Holds;
        foreach (var finding in findings)
        {
            if (finding == Finding.Fails)
                return finding;
            if (finding == Finding.Open)
                worst = finding;
        }

        return worst;
    }

    /// <summary>A finding as the result of a verb has it: absent when it is open.</summary>
    public static bool? Tell(Finding finding) => finding == Finding.Open ? null : finding == Finding.Holds;

    /// <summary>Whether all are: one that is not decides, then one of which nobody knows.</summary>
    public static bool? All(IReadOnlyCollection<bool?> each) => each.Count == 0 || each.Contains(false) ? false : each.Contains(null) ? null : true;

    /// <summary>The first MgmtTree element in a text, whatever stands around it; <c>null</c> when there is none.</summary>
    private static string? Tree(ReadOnlyMemory<byte> content)
    {
        var settings = new XmlReaderSettings { ConformanceLevel = ConformanceLevel.Fragment, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1024 * 1024 };
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(content.Span)), settings);
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "MgmtTree" })
                    return reader.ReadOuterXml();
            }

            return null;
        }
        catch (XmlException)
        {
            // No XML: the item stays as it is, and its object counts as unreadable.
            return null;
        }
    }
}
