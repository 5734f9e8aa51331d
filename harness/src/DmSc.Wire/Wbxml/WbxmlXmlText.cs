using System.Globalization;
using System.Text;
using System.Xml;

namespace DmSc.Wire.Wbxml;

/// <summary>Writes one document as XML text.</summary>
internal sealed class WbxmlXmlText(WbxmlDocument document, bool maskSecrets)
{
    private const string Mask = "********";

    public string Write()
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings
        {
            Indent = true,
            IndentChars = " ",
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize,
            OmitXmlDeclaration = true,
        };
        using (var writer = XmlWriter.Create(text, settings))
            WriteElement(writer, document.Root, null, false);
        return text.ToString();
    }

    private void WriteElement(XmlWriter writer, WbxmlElement element, string? itemType, bool secret)
    {
        writer.WriteStartElement(XmlConvert.EncodeLocalName(element.Name), element.Namespace);
        WriteAttributes(writer, element);
        secret |= maskSecrets && IsSecret(element);

        var type = TypeIn(element) ?? itemType;
        if (!secret && IsEmbedded(element, type))
        {
            WriteEmbedded(writer, element);
        }
        else if (!secret && maskSecrets && element.Name == "Data" && MayHideSecrets(element))
        {
            WriteUnannounced(writer, element);
        }
        else
        {
            var secretChild = maskSecrets && (IsSecretNode(element) || IsSecretItem(element));
            foreach (var part in element.Content)
            {
                switch (part)
                {
                    case WbxmlElement child:
                        WriteElement(writer, child, type, secret || (secretChild && child.Name is "Value" or "Data"));
                        break;
                    case WbxmlText text:
                        writer.WriteString(secret ? Mask : text.Value);
                        break;
                    case WbxmlOpaque opaque:
                        WriteOctets(writer, opaque.Octets.Span, secret);
                        break;
                }
            }
        }

        writer.WriteEndElement();
    }

    private void WriteAttributes(XmlWriter writer, WbxmlElement element)
    {
        var mask = maskSecrets && element.Name == "parm" && element.Attributes.Any(attribute => attribute.Name == "name" && IsSecretName(attribute.Value));
        foreach (var attribute in element.Attributes)
        {
            // An attribute named xmlns would change what the names below mean.
            if (attribute.Name.StartsWith("xmlns", StringComparison.Ordinal))
                continue;
            writer.WriteAttributeString(XmlConvert.EncodeLocalName(attribute.Name), mask && attribute.Name == "value" ? Mask : attribute.Value);
        }
    }

    private static void WriteOctets(XmlWriter writer, ReadOnlySpan<byte> octets, bool secret)
    {
        if (secret)
        {
            writer.WriteString(Mask);
        }
        else if (TextRules.TryDecode(octets) is { } text)
        {
            writer.WriteString(text);
        }
        else
        {
            writer.WriteComment(string.Create(CultureInfo.InvariantCulture, $" {octets.Length} octets, base64 "));
            writer.WriteString(Convert.ToBase64String(octets));
        }
    }

    private void WriteEmbedded(XmlWriter writer, WbxmlElement element)
    {
        var octets = element.Octets;
        try
        {
            var inner = EmbeddedDocument.Parse(octets, element.DataOffset, element.Depth, document.Options, WbxmlCodeSpace.DmDdf12);
            WriteElement(writer, inner.Root, null, false);
        }
        catch (WireFormatException failure)
        {
            // "--" and a final "-" are not allowed in a comment.
            var reason = failure.Message.Replace("-", "- ", StringComparison.Ordinal);
            writer.WriteComment($" embedded document not decodable: {reason} ");
            WriteOctets(writer, octets.Span, maskSecrets);
        }
    }

    /// <summary>XML text, or octets that are no text: either may be a management tree, with secrets in it, that nothing announces.</summary>
    private static bool MayHideSecrets(WbxmlElement element)
    {
        var octets = element.Octets.Span;
        return !element.Elements.Any() && (XmlElements.LooksLikeXml(octets) || TextRules.TryDecode(octets) is null);
    }

    private void WriteUnannounced(XmlWriter writer, WbxmlElement element)
    {
        var octets = element.Octets;
        try
        {
            var limits = document.Options.Limits;
            var root = XmlElements.LooksLikeXml(octets.Span)
                ? XmlElements.Read(octets.Span, limits, element.Depth)
                : EmbeddedDocument.Parse(octets, element.DataOffset, element.Depth, document.Options, WbxmlCodeSpace.DmDdf12).Root;
            WriteElement(writer, root, null, false);
        }
        catch (WireFormatException)
        {
            // Not readable as a tree: then nothing tells which part of it is a secret.
            writer.WriteComment(string.Create(CultureInfo.InvariantCulture, $" {octets.Length} octets, not shown "));
            writer.WriteString(Mask);
        }
    }

    /// <summary>Data with OPAQUE content, announced as TNDS in WBXML by the Item's or the command's Meta.</summary>
    private static bool IsEmbedded(WbxmlElement element, string? type)
    {
        if (element.Name != "Data" || !MediaTypes.Is(type, MediaTypes.TndsWbxml) || element.Content.IsEmpty)
            return false;
        foreach (var part in element.Content)
        {
            if (part is not WbxmlOpaque)
                return false;
        }

        return true;
    }

    private static string? TypeIn(WbxmlElement element)
    {
        if (element.Namespace is not (WbxmlNamespaces.SyncMl11 or WbxmlNamespaces.SyncMl12))
            return null;
        var meta = element.Child(element.Namespace, "Meta");
        meta = meta?.Child(WbxmlNamespaces.MetInf, "MetInf") ?? meta;
        return meta?.Child(WbxmlNamespaces.MetInf, "Type")?.Text?.Trim();
    }

    private static bool IsSecret(WbxmlElement element) =>
        element.Is(WbxmlNamespaces.MetInf, "NextNonce")
        || (element.Name == "Cred" && element.Namespace is WbxmlNamespaces.SyncMl11 or WbxmlNamespaces.SyncMl12);

    /// <summary>A Node of a management tree, or an Item, that holds a secret by its name.</summary>
    private static bool IsSecretNode(WbxmlElement element) =>
        element.Is(WbxmlNamespaces.DmDdf, "Node") && element.Child(WbxmlNamespaces.DmDdf, "NodeName")?.Text is { } name && IsSecretName(name);

    /// <summary>An Item of a plain command whose URI names a secret.</summary>
    private static bool IsSecretItem(WbxmlElement element)
    {
        if (element.Name != "Item")
            return false;
        foreach (var child in element.Elements)
        {
            if (child.Name is "Target" or "Source" && child.Child(child.Namespace, "LocURI")?.Text is { } uri && IsSecretName(uri[(uri.LastIndexOf('/') + 1)..].Trim()))
                return true;
        }

        return false;
    }

    private static bool IsSecretName(string name) => name.ToUpperInvariant() is
        "AAUTHSECRET" or "AAUTHDATA" or "AUTHSECRET" or "PXAUTH-PW" or "BASAUTH-PW" or "PROXY-PW" or "SECRET" or "PASSWORD" or "CLIENTPW" or "SERVERPW";
}
