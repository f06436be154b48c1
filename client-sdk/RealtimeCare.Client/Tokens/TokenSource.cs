namespace RealtimeCare.Client.Tokens;

/// <summary>Tokens from anywhere else, such as MSAL or a hospital's broker: kept, renewed ahead of their end, and fetched once for all who ask.</summary>
public sealed class TokenSource : ITokenSource, IDisposable
{
    private readonly TokenCache _cache;

    private TokenSource(TokenCache cache) => _cache = cache;

    /// <summary>A source over a function that fetches a token.</summary>
    /// <param name="fetch">
    /// Fetches a token. It is told whether the last one that it gave is to be replaced (true: it must not give that one again), and is
    /// never called twice at once. It runs on a thread of the pool, and has 100 seconds. It throws <see cref="CareException.SignInRequired"/>
    /// when the person has to sign in anew; any other exception is an outage, after which it is called again later.
    /// </param>
    /// <param name="time">The clock; replaced in tests.</param>
    public static TokenSource From(Func<bool, CancellationToken, Task<AccessToken>> fetch, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        return new TokenSource(new TokenCache(fetch, time ?? TimeProvider.System));
    }

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default) =>
        _cache.GetAsync(newerThan, cancellationToken);

    /// <summary>Forgets the token; a running fetch is told to stop.</summary>
    public void Dispose() => _cache.Dispose();
}
