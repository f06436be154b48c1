using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RealtimeCare.Benchmarks.Wire;

/// <summary>Where a hub is, and how to be let in.</summary>
internal sealed record HubAddress(Uri Url, HttpMessageInvoker Http, string? Token = null, string? Subprotocol = null)
{
    /// <summary>A client that trusts one authority. Sessions are not resumed: every connection pays for its whole handshake, on both sides.</summary>
    public static HttpMessageInvoker Trusting(X509Certificate2Collection roots) => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(30),
        SslOptions = new SslClientAuthenticationOptions
        {
            AllowTlsResume = false,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { roots[0] },
            },
        },
    });
}
