using System.Security.Cryptography;
using System.Text;

namespace RealtimeCare.Client.Tokens;

/// <summary>The refresh token of one sign-in: in memory, and in the app's store where it has one.</summary>
/// <remarks>Once forgotten it takes no other, so that a renewal that was under way brings nothing back.</remarks>
internal sealed class RefreshTokenStore(SignInOptions options, Uri server) : IDisposable
{
    private readonly MemoryTokenStore _held = new();
#pragma warning disable CA2213 // It holds nothing to release, and a renewal that is under way may still need it.
    private readonly SemaphoreSlim _one = new(1);
#pragma warning restore CA2213
    private volatile bool _forgotten;

    /// <summary>Why the app's store could not take the newest; null when it has.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The newest, as a text for a request; null when there is none.</summary>
    public string? Newest()
    {
        var bytes = _held.Copy();
        if (bytes is null) return null;
        var text = Encoding.UTF8.GetString(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    /// <summary>Holds one that the app's store has already.</summary>
    public void Hold(string token)
    {
        var bytes = Encoding.UTF8.GetBytes(token);
        _held.Hold(bytes);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Holds a new one and puts it into the app's store. A store that fails is no reason to lose a sign-in: see <see cref="Fault"/>.</summary>
    public async Task KeepAsync(string token)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_forgotten) return;
            Hold(token);
            Fault = null;
            if (options.Store is { } store)
                await new KeptSignIn(server.AbsoluteUri, options.ClientId, token).WriteAsync(store, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fault = exception;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Forgets it here, and then in the app's store, whose failure is thrown.</summary>
    public async Task ForgetAsync()
    {
        _forgotten = true;
        _held.Dispose();
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            _held.Dispose();
            if (options.Store is { } store) await store.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Zeroes what is held; the app's store keeps what it has.</summary>
    public void Dispose()
    {
        _forgotten = true;
        _held.Dispose();
    }
}
