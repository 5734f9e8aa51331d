using System.Collections.Immutable;
using DmSc.Peers.Push.Encodings;
using DmSc.Wire;
using DmSc.Wire.Notification;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push;

/// <summary>
/// A push between its encodings: what <see cref="WspEncoding"/>, <see cref="SmsEncoding"/> and <see cref="HttpEncoding"/> write and read.
/// It may be wrong in any way that an encoding can carry.
/// </summary>
/// <param name="Media">What the body is.</param>
/// <param name="Parameters">Of the content type, SEC and MAC among them, in order.</param>
/// <param name="Application">Whom it is for, or <c>null</c> to leave that to the media type.</param>
/// <param name="Headers">All other headers of the content, in order.</param>
/// <param name="Body">The content.</param>
public sealed record PushMessage(
    PushMedia Media,
    ImmutableArray<PushField> Parameters,
    PushApplicationId? Application,
    ImmutableArray<PushField> Headers,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>The first SEC, or <c>null</c>.</summary>
    public PushField? Sec => Parameter(PushField.Sec);

    /// <summary>The first MAC, or <c>null</c>.</summary>
    public PushField? Mac => Parameter(PushField.Mac);

    /// <summary>A push of any kind without parameters and headers.</summary>
    /// <param name="media">What the body is.</param>
    /// <param name="application">Whom it is for, or <c>null</c>.</param>
    /// <param name="body">The content.</param>
    public static PushMessage Of(PushMedia media, PushApplicationId? application, ReadOnlyMemory<byte> body) => new(media, [], application, [], body);

    /// <summary>Package #0 (DM Notification 1.2, 7.1): content type and application as numbers, and no other header.</summary>
    /// <param name="package">Digest and trigger, right or wrong.</param>
    public static PushMessage Notification(NotificationPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return Of(PushMedia.Notification, PushApplicationId.DeviceManagement, package.Octets);
    }

    /// <summary>A Client Provisioning document without SEC and MAC, as a secure push carries it. Such pushes name no application.</summary>
    /// <param name="document">WBXML.</param>
    public static PushMessage Provisioning(ReadOnlyMemory<byte> document) => Of(PushMedia.Provisioning, null, document);

    /// <summary>A bootstrap of the DM profile without SEC and MAC, as a secure push carries it.</summary>
    /// <param name="document">WBXML.</param>
    public static PushMessage DmBootstrap(ReadOnlyMemory<byte> document) => Of(PushMedia.DmBootstrap, PushApplicationId.DeviceManagement, document);

    /// <summary>Reads SEC and MAC strictly, as a receiver has to.</summary>
    /// <returns><c>null</c> when neither is there.</returns>
    /// <exception cref="WireFormatException">Duplicate, unknown SEC, bad MAC, one without the other. Offsets are 0: they have no place yet.</exception>
    public SecurityParameters? ReadSecurity() => SecurityParameters.Read(WspEncoding.ContentType(this, new WspForm()));

    /// <inheritdoc />
    public bool Equals(PushMessage? other) =>
        other is not null && Media == other.Media && Parameters.SequenceEqual(other.Parameters) && Application == other.Application
        && Headers.SequenceEqual(other.Headers) && Body.Span.SequenceEqual(other.Body.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Media, Parameters.Length, Application, Headers.Length, Body.Length);

    private PushField? Parameter(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Is(name))
                return parameter;
        }

        return null;
    }
}
