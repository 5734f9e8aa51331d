namespace DmSc.Peers.Push.Encodings;

/// <summary>How a request carries a push.</summary>
public enum HttpForm
{
    /// <summary>OTA-HTTP: a whole HTTP message inside a request of media type application/http. Vendors' gateways send this one.</summary>
    Nested,

    /// <summary>OTA-HTTP: the headers of the content stand on the request itself.</summary>
    Direct,

    /// <summary>A plain POST: as <see cref="Direct"/>, without the protocol version of OTA-HTTP.</summary>
    Plain,
}
