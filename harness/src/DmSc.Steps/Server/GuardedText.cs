using System.Text;
using System.Xml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Server;

/// <summary>Where EncryptedData stands in the Data of an Item.</summary>
internal enum EncryptedPlace
{
    /// <summary>Nowhere.</summary>
    Nowhere,

    /// <summary>It is the whole content, as OMA DM Security 1.2.1, appendix C has it.</summary>
    Whole,

    /// <summary>A Signature stands in the clear beside it or around it.</summary>
    WithSignature,

    /// <summary>It is a part of content in the clear.</summary>
    Part,
}

/// <summary>
/// What stands in a text by the names of its elements, whatever Meta says of it. Read with name spaces, and without them when they are at fault: the
/// samples of appendix C do not declare all their prefixes.
/// </summary>
/// <param name="IsXml">It is well-formed, but perhaps for its name spaces; it may have several roots.</param>
/// <param name="HasSignature">A Signature stands in it, not under encryption.</param>
/// <param name="Encrypted">Where EncryptedData stands.</param>
/// <param name="EncryptedData">The first EncryptedData; empty without one.</param>
internal sealed record GuardedText(bool IsXml, bool HasSignature, EncryptedPlace Encrypted, ReadOnlyMemory<byte> EncryptedData)
{
    /// <summary>Reads a text.</summary>
    /// <param name="octets">UTF-8. Whatever it is: what can be read of it counts.</param>
    public static GuardedText Of(ReadOnlyMemory<byte> octets)
    {
        var text = Encoding.UTF8.GetString(octets.Span).TrimStart('\uFEFF');
        if (text.StartsWith("<?xml", StringComparison.Ordinal) && text.IndexOf("?>", StringComparison.Ordinal) is > 0 and var end)
            text = text[(end + 2)..];
        var read = new Scan(withSpaces: true);
        if (read.Run(text))
            return read.Result(octets, isXml: true);
        var names = new Scan(withSpaces: false);
        return names.Run(text) ? names.Result(octets, isXml: true)

            // Broken off: what came before the break, and a Signature behind it.
            : read.Result(octets, isXml: false, mentionsSignature: text.Contains("SignedInfo>", StringComparison.Ordinal));
    }

    private sealed class Scan(bool withSpaces)
    {
        private readonly List<(int Depth, string Text)> _encrypted = [];
        private int _roots;

        private bool _hasSignature;

        public bool Run(string text)
        {
            using var reader = new XmlTextReader(text, XmlNodeType.Element, null) { Namespaces = withSpaces, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            try
            {
                reader.Read();
                while (!reader.EOF)
                {
                    if (reader.NodeType != XmlNodeType.Element)
                    {
                        reader.Read();
                        continue;
                    }

                    if (reader.Depth == 0)
                        _roots++;
                    if (Is(reader, "EncryptedData", XmlAlgorithms.EncryptionNamespace))
                    {
                        _encrypted.Add((reader.Depth, ""));
                        _encrypted[^1] = (reader.Depth, reader.ReadOuterXml());
                        continue;
                    }

                    _hasSignature |= Is(reader, "Signature", XmlAlgorithms.SignatureNamespace);
                    reader.Read();
                }

                return true;
            }
            catch (XmlException)
            {
                // The caller is told, and what was read so far stands.
                return false;
            }
        }

        public GuardedText Result(ReadOnlyMemory<byte> octets, bool isXml, bool mentionsSignature = false)
        {
            var isSigned = _hasSignature || mentionsSignature;
            if (_encrypted.Count == 0)
                return new GuardedText(isXml, isSigned, EncryptedPlace.Nowhere, default);
            if (_encrypted.Count == 1 && _encrypted[0].Depth == 0 && _roots == 1 && !isSigned)
                return new GuardedText(isXml, false, EncryptedPlace.Whole, octets);
            return new GuardedText(isXml, isSigned, isSigned ? EncryptedPlace.WithSignature : EncryptedPlace.Part, Encoding.UTF8.GetBytes(_encrypted[0].Text));
        }

        private bool Is(XmlTextReader reader, string name, string space) => withSpaces
            ? reader.LocalName == name && reader.NamespaceURI == space
            : reader.Name == name || reader.Name.EndsWith(':' + name, StringComparison.Ordinal);
    }
}
