namespace DmSc.Peers.Server;

/// <summary>Something a person may want to see happen.</summary>
/// <param name="Time">When.</param>
/// <param name="Device">Who: Source/LocURI of the client, or <see langword="null"/> while unknown.</param>
/// <param name="SessionId">SessionID, or <see langword="null"/> while unknown.</param>
/// <param name="Text">What, in one line without secrets.</param>
public sealed record DmServerEvent(DateTimeOffset Time, string? Device, string? SessionId, string Text);
