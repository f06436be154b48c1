using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Storage;

/// <summary>
/// Keyed hashes of what is looked up by equality, such as a medical record number: without the key nobody can try values.
/// </summary>
internal sealed class LookupHash(StorageKeys keys)
{
    private readonly ConcurrentDictionary<TenantId, byte[]> tenantKeys = new();

    /// <summary>HMAC-SHA256 over the parts, under a key of the tenant.</summary>
    /// <param name="purpose">Keeps equal parts of different columns apart.</param>
    public byte[] Of(TenantId tenant, string purpose, params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder(purpose);
        // The length before each part keeps ("ab", "c") and ("a", "bc") apart.
        foreach (var part in parts) text.Append('|').Append(part.Length).Append(':').Append(part);
        return HMACSHA256.HashData(KeyOf(tenant), Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>HMAC-SHA256 over bytes, under a key of the tenant.</summary>
    public byte[] Of(TenantId tenant, ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(KeyOf(tenant), bytes);

    private byte[] KeyOf(TenantId tenant) =>
        tenantKeys.GetOrAdd(tenant, static (tenant, keys) => keys.DeriveForLookup("lookup|" + tenant), keys);
}
