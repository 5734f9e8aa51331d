using System.Collections.Immutable;
using DmSc.Wire.Credentials;

namespace DmSc.Dm.Bootstrap;

/// <summary>A DM account (DMAcc management object, OMA DM Standardized Objects 1.2, 5.3.1). What is absent is <see langword="null"/> or empty.</summary>
/// <param name="Location">URI of its topmost node, as the message places it: <c>./Inbox/ExampleCo</c>.</param>
/// <param name="Offset">Offset of the node or command that creates it.</param>
public sealed record DmAccount(string Location, int Offset)
{
    /// <summary>Identifier of the management object, for example <c>urn:oma:mo:oma-dm-dmacc:1.0</c>.</summary>
    public string? ObjectId { get; init; }

    /// <summary>AppID, <c>w7</c>.</summary>
    public string? AppId { get; init; }

    /// <summary>ServerID.</summary>
    public string? ServerId { get; init; }

    /// <summary>Name for people.</summary>
    public string? Name { get; init; }

    /// <summary>PrefConRef: the preferred connectivity.</summary>
    public string? PrefConRef { get; init; }

    /// <summary>ConRef of every entry of ToConRef.</summary>
    public ImmutableArray<string> ConRefs { get; init; } = [];

    /// <summary>Entries of AppAddr.</summary>
    public ImmutableArray<DmAddress> Addresses { get; init; } = [];

    /// <summary>AAuthPref: the preferred authentication type.</summary>
    public string? AuthPreference { get; init; }

    /// <summary>Entries of AppAuth.</summary>
    public ImmutableArray<DmCredential> Credentials { get; init; } = [];

    /// <summary>ACL that the message gives to the topmost node.</summary>
    public string? Acl { get; init; }
}

/// <summary>An entry of AppAddr.</summary>
/// <param name="Entry">Node name of the entry.</param>
/// <param name="Address">Addr.</param>
/// <param name="AddressType">AddrType: URI (also when absent or empty), IPv4, IPv6.</param>
/// <param name="Ports">PortNbr of every port, as sent.</param>
public sealed record DmAddress(string Entry, string? Address, string? AddressType, ImmutableArray<string> Ports);

/// <summary>An entry of AppAuth. The secrets do not show in <see cref="object.ToString"/>.</summary>
/// <param name="Entry">Node name of the entry.</param>
/// <param name="Level">AAuthLevel: CLCRED (client to server), SRVCRED (server to client), OBEX, HTTP.</param>
/// <param name="Type">AAuthType: BASIC, DIGEST, HMAC and others.</param>
/// <param name="Name">AAuthName.</param>
/// <param name="Password">AAuthSecret.</param>
/// <param name="Nonce">AAuthData, octets (base64 undone where the node's format says b64, or bin in XML).</param>
public sealed record DmCredential(string Entry, string? Level, string? Type, string? Name, SecretOctets? Password, SecretOctets? Nonce);
