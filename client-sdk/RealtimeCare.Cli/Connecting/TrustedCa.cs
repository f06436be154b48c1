using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Connecting;

/// <summary>Reads the certificate authority of a server that uses a private one.</summary>
internal static class TrustedCa
{
    /// <summary>Reads a PEM file.</summary>
    /// <exception cref="CliException">There is none, or it holds no certificate.</exception>
    public static X509Certificate2Collection Load(string path)
    {
        if (!File.Exists(path)) throw new CliException($"There is no CA file {path}. Give the server's ca.pem with --ca.", ExitCodes.Usage);
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (CryptographicException)
        {
            roots.Clear();
        }

        return roots.Count > 0 ? roots : throw new CliException($"{path} holds no certificate in PEM form.", ExitCodes.Usage);
    }
}
