using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Host.Data;

namespace RealtimeCare.Host.Certificates;

/// <summary>The development authority of this data folder: made once, trusted by those who are given <c>ca.pem</c>.</summary>
internal sealed class CertificateAuthority(DataFolder data, TimeProvider time)
{
    private const int LifetimeYears = 10;

    /// <summary>Where clients find the certificate to trust.</summary>
    public string CertificatePath { get; } = Path.Combine(data.Certificates, "ca.pem");

    private string KeyPath { get; } = Path.Combine(data.Certificates, "ca-key.pem");

    /// <summary>Reads the authority with its key, making it when there is none.</summary>
    public X509Certificate2 Open()
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath)) Make();
        return X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
    }

    private void Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=RealtimeCare development CA " + RandomNumberGenerator.GetHexString(8), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var from = time.GetUtcNow().AddMinutes(-5);
        using var certificate = request.CreateSelfSigned(from, from.AddYears(LifetimeYears));
        DataFolder.WriteSecret(KeyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
    }
}
