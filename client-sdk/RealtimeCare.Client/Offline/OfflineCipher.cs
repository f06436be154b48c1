using System.Security.Cryptography;

namespace RealtimeCare.Client.Offline;

/// <summary>Encrypts what waits in memory, under a key that exists nowhere else and goes with the session.</summary>
internal sealed class OfflineCipher : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // One at a time: the platform's cipher works on a state of its own, and a call may come while another is sent.
    private readonly Lock _lock = new();
    private readonly AesGcm _aes;

    public OfflineCipher()
    {
        if (OperatingSystem.IsBrowser()) throw NotHere();
        Span<byte> key = stackalloc byte[32];
        RandomNumberGenerator.Fill(key);
        _aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Encrypts, and erases what was given.</summary>
    public byte[] Seal(byte[] plain, Guid invocation)
    {
        if (OperatingSystem.IsBrowser()) throw NotHere();
        var content = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = content.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        lock (_lock) _aes.Encrypt(nonce, plain, content.AsSpan(NonceBytes + TagBytes), content.AsSpan(NonceBytes, TagBytes), invocation.ToByteArray());
        CryptographicOperations.ZeroMemory(plain);
        return content;
    }

    /// <summary>Decrypts; erase the answer once it was used.</summary>
    public byte[] Open(byte[] content, Guid invocation)
    {
        if (OperatingSystem.IsBrowser()) throw NotHere();
        var plain = new byte[content.Length - NonceBytes - TagBytes];
        var sealedText = content.AsSpan(NonceBytes + TagBytes);
        lock (_lock) _aes.Decrypt(content.AsSpan(0, NonceBytes), sealedText, content.AsSpan(NonceBytes, TagBytes), plain, invocation.ToByteArray());
        return plain;
    }

    public void Dispose()
    {
        if (OperatingSystem.IsBrowser()) return;
        lock (_lock) _aes.Dispose();
    }

    private static PlatformNotSupportedException NotHere() => new("A browser has no key of its own for what waits: it has no offline queue.");
}
