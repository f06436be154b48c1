using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RealtimeCare.Testing;

/// <summary>A certificate authority of the test's own, which also issues what nobody should trust.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;
    private readonly List<X509Certificate2> issued = [];

    public TestAuthority()
    {
        var request = new CertificateRequest($"CN=Test authority {Some.Number}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        root = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2));
        Roots = [X509CertificateLoader.LoadCertificate(root.RawData)];
    }

    public X509Certificate2Collection Roots { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Base64 of the SHA-256 of a certificate's public key.</summary>
    public static string PinOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>A server's certificate; valid from yesterday until tomorrow unless told otherwise.</summary>
    /// <param name="host">The name that it is for.</param>
    /// <param name="from">In days from now.</param>
    /// <param name="until">In days from now.</param>
    /// <param name="revocations">Where its revocation is told.</param>
    public X509Certificate2 Issue(string host = "localhost", double from = -1, double until = 1, Uri? revocations = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor(host, own);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        if (revocations is not null) request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([revocations.ToString()]));
        using var bare = request.Create(root, Now.AddDays(from), Now.AddDays(until), Guid.NewGuid().ToByteArray());
        using var whole = bare.CopyWithPrivateKey(own);
        return Keep(whole);
    }

    /// <summary>A certificate that nobody has issued.</summary>
    public X509Certificate2 SelfSigned(string host = "localhost")
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var whole = RequestFor(host, own).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        return Keep(whole);
    }

    /// <summary>The list of revoked certificates.</summary>
    public byte[] Revoke(X509Certificate2 certificate)
    {
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(certificate);
        return list.Build(root, 1, Now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: Now.AddDays(-1));
    }

    public void Dispose()
    {
        issued.ForEach(one => one.Dispose());
        root.Dispose();
        key.Dispose();
    }

    private static CertificateRequest RequestFor(string host, ECDsa own)
    {
        var request = new CertificateRequest($"CN={host}", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request;
    }

    // Some platforms want the key in a store of their own before it serves TLS.
    private X509Certificate2 Keep(X509Certificate2 whole)
    {
        var kept = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
        lock (issued) issued.Add(kept);
        return kept;
    }
}
