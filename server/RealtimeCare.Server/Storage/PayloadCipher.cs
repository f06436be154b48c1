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

    private readonly ConcurrentDictionary<(TenantId Tenant, byte KeyId), ConcurrentBag<AesGcm>> idle = new();

    public byte[] Encrypt(TenantId tenant, string place, ReadOnlySpan<byte> text)
    {
        var payload = new byte[TextAt + text.Length];
        payload[0] = Version;
        // Once: another key may become the current one at any time.
        var keyId = payload[1] = keys.CurrentId;
        var nonce = payload.AsSpan(NonceAt, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        var bag = BagOf(tenant, keyId);
        var aes = Take(bag, tenant, keyId);
        aes.Encrypt(nonce, text, payload.AsSpan(TextAt), payload.AsSpan(TagAt, TagBytes), Encoding.UTF8.GetBytes(place));
        bag.Add(aes);
        return payload;
    }

    /// <exception cref="CryptographicException">The payload was changed, moved, or belongs to a key that is missing.</exception>
    public byte[] Decrypt(TenantId tenant, string place, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < TextAt || payload[0] != Version) throw new CryptographicException("Not a payload of this store.");
        var text = new byte[payload.Length - TextAt];
        var bag = BagOf(tenant, payload[1]);
        var aes = Take(bag, tenant, payload[1]);
        aes.Decrypt(
            payload.Slice(NonceAt, NonceBytes), payload[TextAt..], payload.Slice(TagAt, TagBytes), text, Encoding.UTF8.GetBytes(place));
        bag.Add(aes);
        return text;
    }

    private ConcurrentBag<AesGcm> BagOf(TenantId tenant, byte keyId) => idle.GetOrAdd((tenant, keyId), static _ => []);

    // The platform's AesGcm is not safe for two threads at once, and costs more to make than to use: there are as many as were ever in
    // use at once. One that failed is not put back.
    private AesGcm Take(ConcurrentBag<AesGcm> bag, TenantId tenant, byte keyId) =>
        bag.TryTake(out var aes) ? aes : new AesGcm(keys.Derive(keyId, "payload|" + tenant), TagBytes);
}
