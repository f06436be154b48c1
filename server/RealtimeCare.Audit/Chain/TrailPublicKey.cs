using System.Text;
using NSec.Cryptography;

namespace RealtimeCare.Audit.Chain;

/// <summary>The Ed25519 key that a log is verified with. It reveals nothing and can be handed to an auditor.</summary>
public sealed class TrailPublicKey
{
    internal const int IdLength = 8;

    private readonly PublicKey _key;
    private readonly byte[] _id = new byte[IdLength];

    private TrailPublicKey(PublicKey key)
    {
        _key = key;
        Span<byte> hash = stackalloc byte[Sha3.Length];
        Sha3.Hash(key.Export(KeyBlobFormat.RawPublicKey), hash);
        hash[..IdLength].CopyTo(_id);
        Id = Convert.ToHexStringLower(_id);
    }

    /// <summary>The key's id: the first eight bytes of its SHA3-256, in hexadecimal.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> IdBytes => _id;

    /// <summary>Reads a key from its PEM text (<c>BEGIN PUBLIC KEY</c>).</summary>
    /// <exception cref="FormatException">The text is not an Ed25519 public key.</exception>
    public static TrailPublicKey Parse(string pem)
    {
        var blob = Encoding.UTF8.GetBytes(pem.Trim());
        return PublicKey.TryImport(SignatureAlgorithm.Ed25519, blob, KeyBlobFormat.PkixPublicKeyText, out var key)
            ? new TrailPublicKey(key!)
            : throw new FormatException("The text is not an Ed25519 public key in PEM form.");
    }

    /// <summary>The key as PEM text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_key.Export(KeyBlobFormat.PkixPublicKeyText)).Trim() + "\n";

    internal static TrailPublicKey Of(PublicKey key) => new(key);

    internal bool Verify(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519.Verify(_key, statement, signature);
}
