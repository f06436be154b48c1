using System.Security.Cryptography;

namespace RealtimeCare.Client.Tokens;

/// <summary>Keeps a sign-in in this process alone, and zeroes it when it is replaced, removed or disposed.</summary>
public sealed class MemoryTokenStore : ITokenStore, IDisposable
{
    private readonly Lock _lock = new();
    private byte[]? _secret;

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Copy());

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> secret, CancellationToken cancellationToken)
    {
        Hold(secret.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(CancellationToken cancellationToken)
    {
        Replace(null);
        return ValueTask.CompletedTask;
    }

    /// <summary>Zeroes what is kept.</summary>
    public void Dispose() => Replace(null);

    internal byte[]? Copy()
    {
        lock (_lock) return _secret?.ToArray();
    }

    internal void Hold(ReadOnlySpan<byte> secret)
    {
        // Pinned, so that the collector leaves no copies behind when it moves things.
        var copy = GC.AllocateUninitializedArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(copy);
        Replace(copy);
    }

    private void Replace(byte[]? secret)
    {
        lock (_lock)
        {
            CryptographicOperations.ZeroMemory(_secret);
            _secret = secret;
        }
    }
}
