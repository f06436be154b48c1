using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RealtimeCare.Client.Connecting;

/// <summary>How the server is recognised: a verified chain and host name always, a private root and pins where given.</summary>
internal sealed class ServerTrust
{
    private readonly X509Certificate2Collection? _roots;
    private readonly HashSet<string> _pins;

    public ServerTrust(X509Certificate2Collection? roots, IReadOnlyList<string>? pins)
    {
        _roots = roots is { Count: > 0 } ? roots : null;
        _pins = [.. (pins ?? []).Select(Normalized)];
    }

    /// <summary>A handler that sends nothing before the certificate was verified, follows no redirect and keeps no cookie.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        if (_roots is not null) handler.SslOptions.CertificateChainPolicy = PrivateChain(_roots);
        if (_pins.Count > 0) handler.SslOptions.RemoteCertificateValidationCallback = (_, _, chain, errors) => Accepts(chain, errors);
        return handler;
    }

    /// <summary>Whether a verified chain holds a pinned key. Errors of the verification itself are never overruled.</summary>
    internal bool Accepts(X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None && chain is not null && chain.ChainElements.Any(element => _pins.Contains(PinOf(element.Certificate)));

    internal static string PinOf(X509Certificate2 certificate) =>
        Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    // A private authority seldom serves revocation lists; its certificates are short-lived instead.
    private static X509ChainPolicy PrivateChain(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            ApplicationPolicy = { new Oid("1.3.6.1.5.5.7.3.1") },
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static string Normalized(string pin)
    {
        Span<byte> hash = stackalloc byte[33];
        if (!Convert.TryFromBase64String(pin, hash, out var length) || length != 32)
            throw new ArgumentException("A pin is the base64 of a SHA-256 hash.", nameof(pin));
        return Convert.ToBase64String(hash[..32]);
    }
}
