using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Peers.Push.Receiving;

/// <summary>Whether a device knows the sender of a push by the certificate it shows.</summary>
internal static class SenderTrust
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <param name="shown">The certificate of the TLS client, whose key the handshake has proven; <c>null</c> when it showed none.</param>
    /// <param name="issuers">Certificates shown with it.</param>
    /// <param name="trusted">Senders and issuers that the device knows.</param>
    /// <param name="now">For the periods of validity.</param>
    public static PushTransport Examine(
        X509Certificate2? shown, X509Certificate2Collection issuers, X509Certificate2Collection trusted, DateTimeOffset now)
    {
        if (shown is null)
            return new PushTransport(true, null);
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(trusted);
        policy.ExtraStore.AddRange(issuers);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        var known = trusted.Any(certificate => certificate.RawDataMemory.Span.SequenceEqual(shown.RawDataMemory.Span));
        // A sender that the device knows by its very certificate needs no issuer.
        if (known)
            policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        return chain.Build(shown)
            ? PushTransport.Authenticated(shown.Subject)
            : new PushTransport(true, null)
            {
                SenderProblem = $"the certificate of {shown.Subject} is not trusted: {string.Join(", ", chain.ChainStatus.Select(status => status.Status))}",
            };
    }
}
