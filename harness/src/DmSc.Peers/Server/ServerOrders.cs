using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Peers.Push.Bearers;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;

namespace DmSc.Peers.Server;

/// <summary>A device as server and device know it: the account, and the secrets they share.</summary>
public sealed record ManagedDevice
{
    /// <summary>Source/LocURI of the device's messages.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The account that a bootstrap is to create.</summary>
    public required AuthoredAccount Account { get; init; }

    /// <summary>Telephone number.</summary>
    public string Number { get; init; } = "+12025550123";

    /// <summary>IMSI, digits; the secret of the network.</summary>
    public required string Imsi { get; init; }

    /// <summary>PIN that the user was told, digits; with USERPINMAC the first half of what the user enters.</summary>
    public required string Pin { get; init; }

    /// <summary>RSA public key (PEM) that content for the device is encrypted with; <see langword="null"/> for none.</summary>
    public string? RecipientKey { get; init; }
}

/// <summary>How the content of a bootstrap is to be protected (OMA DM Bootstrap 1.2, 5.4.4; OMA DM Security 1.2.1, appendix C).</summary>
public enum ContentProtectionOrder
{
    /// <summary>Not.</summary>
    None,

    /// <summary>As the server does of its own accord.</summary>
    ServersChoice,

    /// <summary>XML-Signature.</summary>
    Signed,

    /// <summary>XML-Encryption.</summary>
    Encrypted,

    /// <summary>Signed, then encrypted.</summary>
    SignedAndEncrypted,
}

/// <summary>A bootstrap to be sent.</summary>
/// <param name="Profile">Which document.</param>
/// <param name="Method">What protects an insecure push; <see langword="null"/> on a secure one.</param>
/// <param name="Bearer">Which way.</param>
public sealed record BootstrapOrder(BootstrapProfile Profile, BootstrapMethod? Method, PushBearerKind Bearer)
{
    /// <summary>Whether the transport has to authenticate the server: a secure push.</summary>
    public bool SecurePush { get; init; }

    /// <summary>How its content is protected.</summary>
    public ContentProtectionOrder Content { get; init; }

    /// <summary>Whether the content is confidential, where the server chooses the protection.</summary>
    public bool Confidential { get; init; }

    /// <summary>How long the server is going to be watched after the push: a capture must have gone on for as long.</summary>
    public TimeSpan Watch { get; init; }
}

/// <summary>A package #0 to be sent.</summary>
/// <param name="Bearer">Which way.</param>
/// <param name="SessionId">Of the session it asks for, 1 to 65535.</param>
/// <param name="UiMode">How to treat the user.</param>
/// <param name="Initiator">Who caused it.</param>
public sealed record NotificationOrder(PushBearerKind Bearer, ushort SessionId, UserInteractionMode UiMode, SessionInitiator Initiator);

/// <summary>What a server, or its driver, answers to an order.</summary>
public sealed record ServerAnswer
{
    /// <summary>Done; what comes of it comes to the push receiver.</summary>
    public static readonly ServerAnswer Done = new();

    /// <summary>The device that the push is for, when the answer says so: a capture knows only what it has.</summary>
    public ManagedDevice? Device { get; init; }

    /// <summary>What the user is told to enter, with USERPINMAC.</summary>
    public SecretOctets? UserEntry { get; init; }

    /// <summary>Why it was not done, when that says nothing about the server: a driver that cannot, a capture that lacks it.</summary>
    public string? Declined { get; init; }

    /// <summary>Not done.</summary>
    /// <param name="reason">Why.</param>
    public static ServerAnswer Decline(string reason) => new() { Declined = reason };
}
