namespace DmSc.Peers.Push.Bearers;

/// <summary>The way a push takes.</summary>
public enum PushBearerKind
{
    /// <summary>Short messages.</summary>
    Sms,

    /// <summary>OTA-HTTP, with or without TLS: <see cref="PushTransport"/> says which.</summary>
    OtaHttp,

    /// <summary>A plain HTTP POST, with or without TLS.</summary>
    PlainHttp,
}
