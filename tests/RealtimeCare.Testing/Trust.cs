using System.Security.Cryptography.X509Certificates;

namespace RealtimeCare.Testing;

/// <summary>Trust in the host's own development authority and in nobody else.</summary>
internal static class Trust
{
    public static bool IsIssuedBy(X509Certificate? certificate, X509Certificate2Collection roots)
    {
        if (certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
