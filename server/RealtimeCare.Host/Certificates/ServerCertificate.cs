using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Host.Data;

namespace RealtimeCare.Host.Certificates;

/// <summary>The certificate that Kestrel shows: signed by the folder's authority, made again when near its end or when a name is missing.</summary>
internal sealed class ServerCertificate(DataFolder data, CertificateAuthority authority, TimeProvider time)
{
    /// <summary>Clients refuse server certificates that live longer than 398 days (CA/Browser Forum, Apple).</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private string CertificatePath { get; } = Path.Combine(data.Certificates, "server.pem");

    private string KeyPath { get; } = Path.Combine(data.Certificates, "server-key.pem");

    /// <summary>Reads the certificate for these names, making a new one when the stored one does not do.</summary>
    public X509Certificate2 Open(Uri publicOrigin)
    {
        using var issuer = authority.Open();
        if (!IsUsable(publicOrigin, issuer)) Make(publicOrigin, issuer);
        using var pem = X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
        // Schannel cannot use an ephemeral key: a detour over PKCS#12 gives Windows a key it can open. Harmless elsewhere.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private bool IsUsable(Uri publicOrigin, X509Certificate2 issuer)
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath)) return false;
        using var stored = X509CertificateLoader.LoadCertificateFromFile(CertificatePath);
        return stored.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime > RenewBefore
            && stored.Issuer == issuer.Subject
            && stored.MatchesHostname(publicOrigin.IdnHost, allowWildcards: false, allowCommonName: false);
    }

    private void Make(Uri publicOrigin, X509Certificate2 issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        request.CertificateExtensions.Add(Names(publicOrigin));

        var from = time.GetUtcNow().AddMinutes(-5);
        var until = from + Lifetime;
        if (until > issuer.NotAfter) until = issuer.NotAfter;
        using var certificate = request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(16));
        DataFolder.WriteSecret(KeyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
    }

    private static X509Extension Names(Uri publicOrigin)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        if (IPAddress.TryParse(publicOrigin.IdnHost, out var address)) names.AddIpAddress(address);
        else if (publicOrigin.IdnHost != "localhost") names.AddDnsName(publicOrigin.IdnHost);
        return names.Build();
    }
}
