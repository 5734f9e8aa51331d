using System.Buffers.Binary;
using DmSc.Cards.Link;

namespace DmSc.Cards.Pcsc;

/// <summary>A feature that a reader driver offers, with the control code that reaches it (PC/SC part 10, 2.2).</summary>
/// <param name="Tag">Number of the feature: 06 VERIFY_PIN_DIRECT, 0A IFD_PIN_PROPERTIES, 12 GET_TLV_PROPERTIES and others.</param>
/// <param name="ControlCode">What SCardControl takes for it.</param>
internal readonly record struct PcscFeature(byte Tag, uint ControlCode)
{
    private static readonly string[] s_names =
    [
        "VERIFY_PIN_START", "VERIFY_PIN_FINISH", "MODIFY_PIN_START", "MODIFY_PIN_FINISH", "GET_KEY_PRESSED", "VERIFY_PIN_DIRECT",
        "MODIFY_PIN_DIRECT", "MCT_READER_DIRECT", "MCT_UNIVERSAL", "IFD_PIN_PROPERTIES", "ABORT", "SET_SPE_MESSAGE",
        "VERIFY_PIN_DIRECT_APP_ID", "MODIFY_PIN_DIRECT_APP_ID", "WRITE_DISPLAY", "GET_KEY", "IFD_DISPLAY_PROPERTIES", "GET_TLV_PROPERTIES",
        "CCID_ESC_COMMAND",
    ];

    /// <summary>Its name without FEATURE_, or the tag.</summary>
    internal string Name => Tag > 0 && Tag <= s_names.Length ? s_names[Tag - 1] : $"feature {Tag:X2}";
}

/// <summary>Asks a reader driver what it can do besides exchanging APDUs.</summary>
internal static class PcscFeatures
{
    private const int EntryLength = 6;

    /// <summary>CM_IOCTL_GET_FEATURE_REQUEST through an open connection.</summary>
    /// <exception cref="LinkException">Misuse: the driver does not know the request, or its answer is no list of features.</exception>
    internal static IReadOnlyList<PcscFeature> Ask(PcscCard card, uint getFeatureRequest)
    {
        Span<byte> answer = stackalloc byte[256];
        var length = card.Control(getFeatureRequest, [], answer);
        return Parse(answer[..length], card.Reader);
    }

    /// <summary>Entries of tag, length 4 and a control code, most significant octet first.</summary>
    internal static IReadOnlyList<PcscFeature> Parse(ReadOnlySpan<byte> answer, string reader)
    {
        var features = new List<PcscFeature>();
        for (var at = 0; at < answer.Length; at += EntryLength)
        {
            if (answer.Length - at < EntryLength || answer[at + 1] != 4)
                throw new LinkException(LinkFailure.Misuse, $"{reader}: the list of features is malformed at octet {at}: {Convert.ToHexString(answer)}");
            features.Add(new PcscFeature(answer[at], BinaryPrimitives.ReadUInt32BigEndian(answer[(at + 2)..])));
        }

        return features;
    }
}
