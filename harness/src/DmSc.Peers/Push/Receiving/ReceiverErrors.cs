using DmSc.Wire;

namespace DmSc.Peers.Push.Receiving;

/// <summary>The values of <see cref="FormatError.Code"/> that receivers use beside those of the codecs.</summary>
public static class ReceiverErrors
{
    /// <summary>An SMS without application ports.</summary>
    public const string NoPorts = nameof(NoPorts);

    /// <summary>An SMS to a port that is none of a push.</summary>
    public const string ForeignPort = nameof(ForeignPort);

    /// <summary>An SMS whose data coding is not 8-bit data.</summary>
    public const string DataCoding = nameof(DataCoding);

    /// <summary>A request whose body did not come in time.</summary>
    public const string BodyTooSlow = nameof(BodyTooSlow);
}
