using System.Collections.Immutable;
using DmSc.Wire.DevInf;
using DmSc.Wire.Provisioning;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Annotated;

/// <summary>A decoded input: of what kind it is, on what ground, and what is in it.</summary>
/// <param name="Kind">What it was taken for.</param>
/// <param name="Octets">All of the input.</param>
/// <param name="Tree">What is in it, with places.</param>
public sealed record AnnotatedInput(WireKind Kind, ReadOnlyMemory<byte> Octets, AnnotatedNode Tree)
{
    /// <summary>Largest input, in octets.</summary>
    public const int MaxSize = 16 * 1024 * 1024;

    internal static readonly WbxmlLimits Limits = WbxmlLimits.Default with { MaxSize = MaxSize, MaxElements = 1_000_000 };

    internal static readonly WbxmlOptions Strict = new() { Limits = Limits };

    internal static readonly WbxmlOptions Lenient = WbxmlOptions.FromFile with { Limits = Limits };

    /// <summary>How the kind was found, the best guess first; empty when it was named.</summary>
    public ImmutableArray<DetectedKind> Detected { get; init; } = [];

    /// <summary>Whether other kinds fit as well as the one that was taken.</summary>
    public bool IsAmbiguous => Detected.Length > 1 && Detected[1].Strength == Detected[0].Strength;

    /// <summary>Pieces inside it that are malformed although what is around them is not.</summary>
    public IEnumerable<FormatError> Problems => Tree.All().Where(node => node.Problem is not null).Select(node => node.Problem!);

    /// <summary>Decodes an input of any kind, as the one it looks most like.</summary>
    /// <param name="octets">The input; kept, not copied.</param>
    /// <param name="lenient">See <see cref="Read"/>.</param>
    /// <exception cref="WireFormatException">Larger than <see cref="MaxSize"/>, or of no kind.</exception>
    public static AnnotatedInput Detect(ReadOnlyMemory<byte> octets, bool lenient = false)
    {
        var found = KindDetection.Of(octets, lenient);
        // Lengths of data objects fit by chance; what starts as something better known and then breaks is told as that.
        return found.IsEmpty || (found[0].Strength == DetectionStrength.Possible && KindDetection.IsBroken(octets, lenient))
            ? throw KindDetection.WhyNot(octets, lenient)
            : Read(octets, found[0].Kind, lenient) with { Detected = found };
    }

    /// <summary>Decodes an input of a known kind.</summary>
    /// <param name="octets">The input; kept, not copied.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="lenient">Let pass in WBXML what peers are known to get wrong, and octets behind the document.</param>
    /// <exception cref="WireFormatException">Larger than <see cref="MaxSize"/>, or not of that kind.</exception>
    public static AnnotatedInput Read(ReadOnlyMemory<byte> octets, WireKind kind, bool lenient = false)
    {
        if (octets.Length > MaxSize)
            throw new WireFormatException("LimitExceeded", MaxSize, $"{octets.Length} octets; {MaxSize} are the most");
        var options = lenient ? Lenient : Strict;
        var tree = kind switch
        {
            WireKind.Wbxml => WbxmlAnnotator.Annotate(octets, options),
            WireKind.SyncMl or WireKind.Tnds or WireKind.Ddf or WireKind.DevInf or WireKind.ClientProvisioning => Document(octets, kind, options),
            WireKind.Push => PushAnnotator.Annotate(octets),
            WireKind.OtaHttp => HttpAnnotator.Annotate(octets),
            WireKind.Sms => SmsAnnotator.Annotate(octets),
            WireKind.UserData => SmsAnnotator.UserData(octets),
            WireKind.Notification => NotificationAnnotator.Annotate(octets),
            WireKind.BerTlv => TlvAnnotator.Annotate(octets),
            WireKind.ComprehensionTlv => CatAnnotator.Objects(octets),
            WireKind.Cat => CatAnnotator.Annotate(octets),
            WireKind.AdministrationTrigger => CatAnnotator.Trigger(octets),
            WireKind.TerminalProfile => CatAnnotator.Profile(octets),
            WireKind.CommandApdu => ApduAnnotator.Command(octets),
            WireKind.ResponseApdu => ApduAnnotator.Response(octets),
            WireKind.Fcp => FcpAnnotator.Annotate(octets),
            WireKind.AccessRules => FcpAnnotator.AccessRules(octets),
            WireKind.TokenInfo => Pkcs15Annotator.Token(octets),
            WireKind.Atr => AtrAnnotator.Annotate(octets),
            WireKind.Odf => Pkcs15Annotator.Odf(octets),
            WireKind.Dodf => Pkcs15Annotator.Dodf(octets),
            WireKind.Aodf => Pkcs15Annotator.Aodf(octets),
            WireKind.Cdf => Pkcs15Annotator.Cdf(octets),
            WireKind.Dir => Pkcs15Annotator.Dir(octets),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return new AnnotatedInput(kind, octets, tree);
    }

    /// <summary>The XML of an input that is XML, or WBXML; else of the first WBXML document or XML text inside it; <c>null</c> without one.</summary>
    public string? ToXml()
    {
        if (XmlElements.LooksLikeXml(Octets.Span))
            return System.Text.Encoding.UTF8.GetString(Octets.Span);
        foreach (var node in Tree.All())
        {
            var piece = node.Length > 0 && node.Offset + node.Length <= Octets.Length ? Octets.Slice(node.Offset, node.Length) : default;
            if (node.Label.StartsWith(WbxmlAnnotator.Label, StringComparison.Ordinal))
                return WbxmlXml.ToXml(piece.Span, new WbxmlXmlOptions { Reading = Lenient });
            if (node.Label == "body" && XmlElements.LooksLikeXml(piece.Span))
                return System.Text.Encoding.UTF8.GetString(piece.Span);
        }

        return null;
    }

    private static AnnotatedNode Document(ReadOnlyMemory<byte> octets, WireKind kind, WbxmlOptions options)
    {
        var xml = XmlElements.LooksLikeXml(octets.Span);
        var hint = kind switch { WireKind.Tnds or WireKind.Ddf => WbxmlCodeSpace.DmDdf12, WireKind.DevInf => WbxmlCodeSpace.DevInf12, _ => null };
        var hinted = options with { Hint = hint };
        ImmutableArray<FormatRemark> remarks = kind switch
        {
            WireKind.SyncMl => SyncMlMessage.Parse(octets, hinted).Remarks,
            WireKind.Tnds => TndsReader.FromOctets(octets, hinted).Remarks,
            WireKind.Ddf => TndsReader.Description(octets, hinted).Remarks,
            WireKind.DevInf => DeviceInformation.Parse(octets, hinted).Remarks,
            _ when xml => ProvisioningDocument.FromXml(octets.Span, options.Limits).Remarks,
            _ => ProvisioningDocument.FromWbxml(octets, hinted).Remarks,
        };
        var tree = xml ? XmlAnnotator.Annotate(octets, options.Limits) : WbxmlAnnotator.Annotate(octets, hinted);
        return remarks.IsEmpty ? tree : tree with { Children = [.. tree.Children, .. remarks.Select(remark => new AnnotatedNode(remark.Offset, 0, "remark", remark.Text))] };
    }
}
