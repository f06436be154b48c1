using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Authentication;
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
        if (_pins.Count == 1 && _roots is null)
            throw new ArgumentException("A single pin locks everybody out when its key is replaced: give at least two, or a private root.", nameof(pins));
    }

    /// <summary>A handler that sends nothing before the certificate was verified, follows no redirect and keeps no cookie.</summary>
    /// <exception cref="PlatformNotSupportedException">A browser was given roots or pins.</exception>
    public HttpMessageHandler CreateHandler()
    {
        if (!OperatingSystem.IsBrowser()) return CreateSockets();
        if (_roots is not null || _pins.Count > 0)
            throw new PlatformNotSupportedException("A browser checks certificates by itself: it takes neither roots nor pins.");
        return new HttpClientHandler { AllowAutoRedirect = false };
    }

    /// <summary>Why a server is not trusted; null when it is. Errors of the verification itself are never overruled.</summary>
    internal DistrustReason? Judge(X509Chain? chain, SslPolicyErrors errors)
    {
        if (chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return DistrustReason.UntrustedChain;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return ReasonOf(chain);
        if (errors != SslPolicyErrors.None) return DistrustReason.WrongHost;
        return _pins.Count == 0 || chain.ChainElements.Any(element => _pins.Contains(PinOf(element.Certificate))) ? null : DistrustReason.PinMismatch;
    }

    /// <summary>The distrust that a failure comes from; null when it has another cause.</summary>
    public static ServerNotTrustedException? DistrustIn(Exception failure)
    {
        List<Exception> causes = [];
        for (var cause = failure; cause is not null; cause = cause.InnerException) causes.Add(cause);
        if (causes.OfType<ServerNotTrustedException>().FirstOrDefault() is { } found) return found;
        return !OperatingSystem.IsBrowser() && causes.OfType<AuthenticationException>().Any() ? new ServerNotTrustedException(DistrustReason.NotTls, failure) : null;
    }

    internal static string PinOf(X509Certificate2 certificate) =>
        Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    [UnsupportedOSPlatform("browser")]
    private SocketsHttpHandler CreateSockets()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        handler.SslOptions.CertificateChainPolicy = ChainPolicy();
        // Thrown rather than answered with false, since that reaches whoever wanted the connection and says why.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
            Judge(chain, errors) is { } reason ? throw new ServerNotTrustedException(reason) : true;
        return handler;
    }

    // Revoked is refused. That the authority could not be asked is no reason to refuse: a private one seldom serves lists, and a
    // ward must not go dark because a list cannot be reached.
    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.Online,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
            VerificationFlags = X509VerificationFlags.IgnoreEndRevocationUnknown | X509VerificationFlags.IgnoreCertificateAuthorityRevocationUnknown,
            UrlRetrievalTimeout = TimeSpan.FromSeconds(5),
            ApplicationPolicy = { new Oid("1.3.6.1.5.5.7.3.1") },
        };
        if (_roots is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_roots);
        return policy;
    }

    private static DistrustReason ReasonOf(X509Chain chain)
    {
        const X509ChainStatusFlags Times = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested;
        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;
        var flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (flags.HasFlag(X509ChainStatusFlags.Revoked)) return DistrustReason.Revoked;
        return (flags & Times) != 0 && (flags & ~(Times | Unknown)) == 0 ? DistrustReason.NotYetValidOrExpired : DistrustReason.UntrustedChain;
    }

    private static string Normalized(string pin)
    {
        Span<byte> hash = stackalloc byte[33];
        if (!Convert.TryFromBase64String(pin, hash, out var length) || length != 32)
            throw new ArgumentException("A pin is the base64 of a SHA-256 hash.", nameof(pin));
        return Convert.ToBase64String(hash[..32]);
    }
}
