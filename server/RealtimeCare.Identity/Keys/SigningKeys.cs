using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeCare.Identity.Keys;

/// <summary>
/// The keys of the issuer, kept as PEM files: ES256 keys that sign (the newest signs, all are published), and one symmetric key
/// that seals codes and refresh tokens in the database.
/// </summary>
/// <remarks>The key id is the RFC 7638 thumbprint, so that no two keys can ever share one.</remarks>
internal sealed class SigningKeys
{
    private const string SigningPrefix = "signing-";
    private const string SealingFile = "sealing.key";

    private SigningKeys(IReadOnlyList<ECDsaSecurityKey> signing, SymmetricSecurityKey sealing)
    {
        Signing = signing;
        Sealing = sealing;
        Public = [.. signing.Select(PublicPart)];
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ECDsaSecurityKey> Signing { get; }

    public IReadOnlyList<SecurityKey> Public { get; }

    public SymmetricSecurityKey Sealing { get; }

    /// <summary>Reads the keys of the folder, making those that are missing.</summary>
    public static SigningKeys Open(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        if (SigningFiles(folder).Length == 0)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            WriteSecret(Path.Combine(folder, $"{SigningPrefix}{time.GetUtcNow():yyyyMMddHHmmss}.pem"), key.ExportPkcs8PrivateKeyPem());
        }
        var sealing = Path.Combine(folder, SealingFile);
        if (!File.Exists(sealing)) WriteSecret(sealing, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        // Names carry the time of making, so that the order of names is the order of age.
        return new(
            [.. SigningFiles(folder).OrderDescending(StringComparer.Ordinal).Select(Read)],
            new SymmetricSecurityKey(Convert.FromBase64String(File.ReadAllText(sealing))));
    }

    private static string[] SigningFiles(string folder) => Directory.GetFiles(folder, SigningPrefix + "*.pem");

    private static ECDsaSecurityKey Read(string path)
    {
#pragma warning disable CA2000 // The keys live as long as the process.
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return Named(new ECDsaSecurityKey(key));
#pragma warning restore CA2000
    }

#pragma warning disable CA2000 // The keys live as long as the process.
    private static ECDsaSecurityKey PublicPart(ECDsaSecurityKey key) =>
        Named(new ECDsaSecurityKey(ECDsa.Create(key.ECDsa.ExportParameters(includePrivateParameters: false))));
#pragma warning restore CA2000

    private static ECDsaSecurityKey Named(ECDsaSecurityKey key)
    {
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    private static void WriteSecret(string path, string text)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        // On Windows the file inherits the access list of the data folder, which belongs under the service account's profile.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.Write(text);
        File.Move(draft, path, overwrite: false);
    }
}
