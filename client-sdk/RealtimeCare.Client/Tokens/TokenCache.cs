using RealtimeCare.Client.Connecting;

namespace RealtimeCare.Client.Tokens;

/// <summary>Keeps one token, fetches the next one once however many wait for it, and does so ahead of the token's end.</summary>
/// <remarks>A fetch belongs to nobody who waits for it: whoever gives up leaves it to the others.</remarks>
internal sealed class TokenCache : IDisposable
{
    /// <summary>A token this near to its end counts as ended; of a short-lived one, a tenth of its life.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>A fetch that takes longer has failed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<bool, CancellationToken, Task<AccessToken>> _fetch;
    private readonly TimeProvider _time;
    private AccessToken? _token;
    private DateTimeOffset _goodUntil;
    private DateTimeOffset _renewAt;
    private Task<AccessToken>? _fetching;
    private int _failed;
    private bool _forgotten;
    private bool _disposed;

    /// <param name="fetch">Fetches a token; told whether one was had before, which must not come again.</param>
    /// <param name="time">The clock.</param>
    /// <param name="first">A token that is there already.</param>
    public TokenCache(Func<bool, CancellationToken, Task<AccessToken>> fetch, TimeProvider time, AccessToken? first = null)
    {
        (_fetch, _time) = (fetch, time);
        if (first is not null) Keep(first);
    }

    public async ValueTask<AccessToken> GetAsync(AccessToken? newerThan, CancellationToken cancellationToken)
    {
        Task<AccessToken> fetching;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ITokenSource));
            if (_forgotten) throw TokenEndpoint.SignedOut();
            var now = _time.GetUtcNow();
            if (_token is { } token && token.Value != newerThan?.Value && now < _goodUntil)
            {
                if (now >= _renewAt) Fetch();
                return token;
            }

            fetching = Fetch();
        }

        return await fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the token and gives no other, then waits for a fetch that is under way.</summary>
    public Task ForgetAsync()
    {
        lock (_lock) (_forgotten, _token) = (true, null);
        return SettleAsync(CancellationToken.None);
    }

    /// <summary>Waits for a fetch that is under way, however it ends.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        Task running;
        lock (_lock) running = _fetching ?? Task.CompletedTask;
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            (_disposed, _token) = (true, null);
        }

        _stop.Cancel();
        _stop.Dispose();
    }

    private Task<AccessToken> Fetch()
    {
        if (_fetching is { } running) return running;
        var renew = _token is not null;
        var stopped = _stop.Token;
        // Under nobody's trace and on nobody's thread, since it is for all who ask.
        using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _fetching = Task.Run(() => FetchAsync(renew, stopped), CancellationToken.None);
        // Ahead of the token's end nobody waits for it, so that nobody sees it fail.
        _ = _fetching.ContinueWith(
            static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return _fetching;
    }

    private async Task<AccessToken> FetchAsync(bool renew, CancellationToken stopped)
    {
        try
        {
            var token = await InTimeAsync(renew, stopped).ConfigureAwait(false);
            lock (_lock)
            {
                if (!_disposed && !_forgotten) Keep(token);
                _fetching = null;
            }

            return token;
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _renewAt = _time.GetUtcNow() + Backoff.Jittered.Next(_failed++, Refusals.RetryAfter(exception));
                _fetching = null;
            }

            throw;
        }
    }

    private async Task<AccessToken> InTimeAsync(bool renew, CancellationToken stopped)
    {
        using var late = new CancellationTokenSource(Longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopped);
        try
        {
            return await _fetch(renew, either.Token).WaitAsync(either.Token).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The token source gave no token.");
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !stopped.IsCancellationRequested)
        {
            throw new TimeoutException("The token did not come in time.", exception);
        }
    }

    private void Keep(AccessToken token)
    {
        var now = _time.GetUtcNow();
        var life = token.ExpiresAt - now;
        (_token, _failed) = (token, 0);
        _goodUntil = token.ExpiresAt - (life / 10 < Margin ? life / 10 : Margin);
        _renewAt = now + Backoff.Jittered.RenewAfter(life);
    }
}
