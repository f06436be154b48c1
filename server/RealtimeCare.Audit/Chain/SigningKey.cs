using System.Text;
using NSec.Cryptography;

namespace RealtimeCare.Audit.Chain;

/// <summary>The private key that a node signs its log with.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly Key _key;

    private SigningKey(Key key)
    {
        _key = key;
        Public = TrailPublicKey.Of(key.PublicKey);
    }

    public TrailPublicKey Public { get; }

    public static SigningKey Create() => new(Key.Create(
        SignatureAlgorithm.Ed25519,
        new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }));

    public static SigningKey Load(string path)
    {
        var blob = Encoding.UTF8.GetBytes(KeyFile.ReadPrivate(path).Trim());
        return Key.TryImport(SignatureAlgorithm.Ed25519, blob, KeyBlobFormat.PkixPrivateKeyText, out var key)
            ? new SigningKey(key!)
            : throw new InvalidOperationException($"The file {path} holds no Ed25519 private key.");
    }

    public void Save(string path) =>
        KeyFile.CreatePrivate(path, Encoding.UTF8.GetString(_key.Export(KeyBlobFormat.PkixPrivateKeyText)).Trim() + "\n");

    public void Sign(ReadOnlySpan<byte> statement, Span<byte> signature) =>
        SignatureAlgorithm.Ed25519.Sign(_key, statement, signature);

    public void Dispose() => _key.Dispose();
}
