namespace RealtimeCare.Client.Tokens;

/// <summary>Keeps one token and fetches the next one once, however many callers wait for it.</summary>
internal sealed class TokenCache(Func<CancellationToken, Task<AccessToken>> fetch, TimeProvider time, AccessToken? first = null) : IDisposable
{
    /// <summary>A token this near to its end counts as ended.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private volatile AccessToken? _token = first;

    public async ValueTask<AccessToken> GetAsync(bool renew, CancellationToken cancellationToken)
    {
        var seen = _token;
        if (!renew && IsGood(seen)) return seen!;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Whoever waited behind a renewal is served by it.
            var now = _token;
            if (!ReferenceEquals(now, seen) && IsGood(now)) return now!;
            var token = await fetch(cancellationToken).ConfigureAwait(false);
            _token = token;
            return token;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Forget() => _token = null;

    public void Dispose()
    {
        Forget();
        _one.Dispose();
    }

    private bool IsGood(AccessToken? token) => token is not null && time.GetUtcNow() + Margin < token.ExpiresAt;
}
