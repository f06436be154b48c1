using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Storage;

/// <summary>
/// Encrypts payloads with AES-256-GCM under a key of their tenant. The additional data names the payload's place, so that a
/// payload moved to another place does not open.
/// </summary>
/// <remarks>Layout: version 1, key id, nonce (12), tag (16), ciphertext.</remarks>
internal sealed class PayloadCipher(StorageKeys keys)
{
    private const byte Version = 1;
    private const int NonceAt = 2;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int TagAt = NonceAt + NonceBytes;
    private const int TextAt = TagAt + TagBytes;

    private readonly ConcurrentDictionary<(TenantId Tenant, byte KeyId), byte[]> dataKeys = new();

    public byte[] Encrypt(TenantId tenant, string place, ReadOnlySpan<byte> text)
    {
        var payload = new byte[TextAt + text.Length];
        payload[0] = Version;
        payload[1] = keys.CurrentId;
        var nonce = payload.AsSpan(NonceAt, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Open(tenant, keys.CurrentId);
        aes.Encrypt(nonce, text, payload.AsSpan(TextAt), payload.AsSpan(TagAt, TagBytes), Encoding.UTF8.GetBytes(place));
        return payload;
    }

    /// <exception cref="CryptographicException">The payload was changed, moved, or belongs to a key that is missing.</exception>
    public byte[] Decrypt(TenantId tenant, string place, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < TextAt || payload[0] != Version) throw new CryptographicException("Not a payload of this store.");
        var text = new byte[payload.Length - TextAt];
        using var aes = Open(tenant, payload[1]);
        aes.Decrypt(
            payload.Slice(NonceAt, NonceBytes), payload[TextAt..], payload.Slice(TagAt, TagBytes), text, Encoding.UTF8.GetBytes(place));
        return text;
    }

    // The platform's AesGcm is not safe for two threads at once, so each use has its own.
    private AesGcm Open(TenantId tenant, byte keyId) => new(
        dataKeys.GetOrAdd((tenant, keyId), static (id, keys) => keys.Derive(id.KeyId, "payload|" + id.Tenant), keys), TagBytes);
}
