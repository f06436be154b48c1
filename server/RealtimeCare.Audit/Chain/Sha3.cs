using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace RealtimeCare.Audit.Chain;

/// <summary>SHA3-256 on every platform.</summary>
internal static class Sha3
{
    public const int Length = 32;

    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        if (SHA3_256.IsSupported)
            SHA3_256.HashData(data, destination);
        else
            HashPortable(data, destination);
    }

    /// <summary>For platforms whose cryptographic library has no SHA-3: macOS, older OpenSSL and Windows.</summary>
    internal static void HashPortable(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        var digest = new Sha3Digest(256);
        digest.BlockUpdate(data);
        digest.DoFinal(destination);
    }
}
