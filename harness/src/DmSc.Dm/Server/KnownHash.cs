using DmSc.Wire.Credentials;

namespace DmSc.Dm.Server;

/// <summary>The hash of a credential, computed once for as long as it is asked for the same one.</summary>
internal sealed class KnownHash
{
    private volatile Entry? _entry;

    public CredentialHash Of(Credential credential)
    {
        if (_entry is { } known && ReferenceEquals(known.Credential, credential))
            return known.Hash;
        var hash = CredentialHash.Of(credential);
        _entry = new Entry(credential, hash);
        return hash;
    }

    private sealed record Entry(Credential Credential, CredentialHash Hash);
}
