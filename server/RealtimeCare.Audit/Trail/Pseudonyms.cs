using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Trail;

/// <summary>
/// Turns identifiers into the pseudonyms that stand in the trail. Whoever holds the key can compute the pseudonym of a known identifier
/// and search for it; nobody can go back from a pseudonym.
/// </summary>
public sealed class Pseudonyms
{
    internal const int Length = 16;
    internal const int KeyIdLength = 8;

    private const int KeyLength = 32;
    private const int MostMessageBytes = 4 << 10;

    private readonly byte[] _key;
    private readonly byte[] _keyId = new byte[KeyIdLength];

    private Pseudonyms(byte[] key)
    {
        _key = key;
        Span<byte> hash = stackalloc byte[Sha3.Length];
        Sha3.Hash([.. "realtimecare/pseudonym-key/v1\0"u8, .. key], hash);
        hash[..KeyIdLength].CopyTo(_keyId);
        KeyId = Convert.ToHexStringLower(_keyId);
    }

    /// <summary>The id of the key, which stands in every entry that has pseudonyms.</summary>
    public string KeyId { get; }

    internal ReadOnlySpan<byte> KeyIdBytes => _keyId;

    /// <summary>Opens the key file of a trail (<c>keys/pseudonym.key</c>).</summary>
    public static Pseudonyms Load(string keyFile)
    {
        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(KeyFile.ReadPrivate(keyFile).Trim(), key, out var length) && length == KeyLength
            ? new Pseudonyms(key)
            : throw new InvalidOperationException($"The file {keyFile} holds no pseudonym key.");
    }

    /// <summary>The pseudonym of an identifier, as <c>TrailVerifier</c> shows it: 32 hexadecimal digits.</summary>
    public string Of(PseudonymDomain domain, string? tenant, string identifier)
    {
        Span<byte> pseudonym = stackalloc byte[Length];
        Write(domain, tenant, identifier, pseudonym);
        return Convert.ToHexStringLower(pseudonym);
    }

    internal static Pseudonyms LoadOrCreate(string keyFile)
    {
        try
        {
            if (!File.Exists(keyFile))
                KeyFile.CreatePrivate(keyFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)) + "\n");
        }
        catch (IOException) when (File.Exists(keyFile))
        {
            // Another node of the installation was first.
        }

        return Load(keyFile);
    }

    internal void Write(PseudonymDomain domain, string? tenant, string identifier, Span<byte> pseudonym)
    {
        var most = 6 + NameOf(domain).Length + Encoding.UTF8.GetMaxByteCount((tenant?.Length ?? 0) + identifier.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostMessageBytes, nameof(identifier));
        Span<byte> message = stackalloc byte[MostMessageBytes];
        var length = Put(message, 0, NameOf(domain));
        length = Put(message, length, tenant ?? "");
        length = Put(message, length, identifier);

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, message[..length], mac);
        mac[..Length].CopyTo(pseudonym);
    }

    /// <summary>Each part stands behind its length: no two triples give the same message.</summary>
    private static int Put(Span<byte> message, int at, string part)
    {
        var length = Encoding.UTF8.GetBytes(part, message[(at + 2)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(message[at..], (ushort)length);
        return at + 2 + length;
    }

    private static string NameOf(PseudonymDomain domain) => domain switch
    {
        PseudonymDomain.Actor => "actor",
        PseudonymDomain.Session => "session",
        PseudonymDomain.Patient => "patient",
        PseudonymDomain.Target => "target",
        PseudonymDomain.Address => "address",
        _ => throw new ArgumentOutOfRangeException(nameof(domain)),
    };
}
