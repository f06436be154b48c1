using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Host.Data;

namespace RealtimeCare.Host.Certificates;

/// <summary>What this host shows, and where to find whom a client must trust for it.</summary>
internal sealed record ServerCertificates(X509Certificate2 Server, string AuthorityPath)
{
    /// <summary>Reads both from the data folder, making what is missing or near its end.</summary>
    public static ServerCertificates Open(DataFolder data, Uri publicOrigin, TimeProvider time)
    {
        var authority = new CertificateAuthority(data, time);
        return new(new ServerCertificate(data, authority, time).Open(publicOrigin), authority.CertificatePath);
    }
}
