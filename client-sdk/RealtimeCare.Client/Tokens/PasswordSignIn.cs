using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Tokens;

/// <summary>A person's sign-in with name and password at the server's own token server, kept alive by its rotating refresh token.</summary>
/// <remarks>
/// The password is used once and not kept. Tokens live in memory and are forgotten with this object, unless the options name a
/// <see cref="SignInOptions.Store"/>. What must become a text to be sent cannot be zeroed in .NET; what is held between is.
/// </remarks>
public sealed class PasswordSignIn : ITokenSource, IAsyncDisposable
{
    private readonly TokenEndpoint _endpoint;
    private readonly SignInOptions _options;
    private readonly TokenCache _cache;
    private readonly RefreshTokenStore _refresh;
    private Task _leaving = Task.CompletedTask;
    private int _signedOut;

    private PasswordSignIn(TokenEndpoint endpoint, SignInOptions options, RefreshTokenStore refresh, AccessToken? first)
    {
        (_endpoint, _options, _refresh) = (endpoint, options, refresh);
        _cache = new TokenCache(RefreshAsync, options.Time, first);
    }

    /// <summary>
    /// The person's own patient id, when the account is a patient's; null for everybody else, and before the first token of a sign-in
    /// that was kept.
    /// </summary>
    public string? PatientId { get; private set; }

    /// <summary>
    /// Why the app's store could not take the newest refresh token; null when it has. The sign-in goes on in memory, and the next
    /// renewal tries again.
    /// </summary>
    public Exception? StoreFault => _refresh.Fault;

    /// <summary>Signs in.</summary>
    /// <exception cref="CareException">
    /// Name or password are wrong or may not sign in (<see cref="ErrorCode.Unauthenticated"/>: both look the same), or too many
    /// attempts were made (<see cref="ErrorCode.RateLimited"/>).
    /// </exception>
    /// <exception cref="ServerNotTrustedException">What answered could not prove that it is the server. No password was sent.</exception>
    public static Task<PasswordSignIn> SignInAsync(
        Uri server, string userName, string password, SignInOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentException.ThrowIfNullOrEmpty(password);
        options ??= new SignInOptions();
        return SignInAsync(EndpointOf(server, options), userName, password, options, cancellationToken);
    }

    internal static async Task<PasswordSignIn> SignInAsync(
        TokenEndpoint endpoint, string userName, string password, SignInOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // What an earlier person left in the store must not come back when this sign-in cannot be kept.
            if (options.Store is { } store) await store.RemoveAsync(cancellationToken).ConfigureAwait(false);
            var answer = await ExchangeAsync(endpoint, userName, password, options, cancellationToken).ConfigureAwait(false);
            var refresh = new RefreshTokenStore(options, endpoint.Server);
            var signIn = new PasswordSignIn(endpoint, options, refresh, endpoint.TokenOf(answer)) { PatientId = answer.Patient };
            if (answer.RefreshToken is { } token) await refresh.KeepAsync(token).ConfigureAwait(false);
            return signIn;
        }
        catch
        {
            endpoint.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Continues the sign-in that <see cref="SignInOptions.Store"/> keeps; null when it keeps none of this server and client. The server
    /// is not asked yet, so that an app can start without it; when it accepts the sign-in no more, the client's session ends.
    /// </summary>
    /// <param name="server">The server's address, the same as at the sign-in: another one is never shown what is kept.</param>
    /// <param name="options">The same options as at the sign-in; they name the store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<PasswordSignIn?> RestoreAsync(Uri server, SignInOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = options.Store ?? throw new ArgumentException("There is no store to restore from.", nameof(options));
        return RestoreFromAsync(EndpointOf(server, options), store, options, cancellationToken);
    }

    internal static async Task<PasswordSignIn?> RestoreFromAsync(
        TokenEndpoint endpoint, ITokenStore store, SignInOptions options, CancellationToken cancellationToken)
    {
        KeptSignIn? kept = null;
        try
        {
            kept = await KeptSignIn.ReadAsync(store, endpoint.Server, options.ClientId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (kept is null) endpoint.Dispose();
        }

        if (kept is null) return null;
        var refresh = new RefreshTokenStore(options, endpoint.Server);
        refresh.Hold(kept.RefreshToken);
        return new PasswordSignIn(endpoint, options, refresh, null);
    }

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default) =>
        _cache.GetAsync(newerThan, cancellationToken);

    /// <summary>
    /// Signs out: forgets the sign-in here and in the store, whatever else happens, and asks the server to revoke it, so that its
    /// session ends wherever it is open. Repeating it does nothing.
    /// </summary>
    /// <remarks>Cancelling ends only the waiting: what has begun is done to the end.</remarks>
    /// <exception cref="HttpRequestException">The server could not be told; its session then ends by itself when idle.</exception>
    public async Task SignOutAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _signedOut, 1) == 1) return;
        _leaving = LeaveAsync();
        await _leaving.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the tokens in memory; the sign-in itself stays, and so does what a store keeps. See <see cref="SignOutAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _options.Time);
        // The successor of a token that is being renewed is to reach the store, or the next start has to sign in.
        if (_options.Store is not null) await _cache.SettleAsync(patience.Token).ConfigureAwait(false);
        // A sign-out that nobody waits for any more is to reach the server.
        await _leaving.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        _refresh.Dispose();
        _cache.Dispose();
        _endpoint.Dispose();
    }

    private async Task LeaveAsync()
    {
        // A renewal that is under way would leave its own token behind: it is that one which has to be revoked.
        await _cache.ForgetAsync().ConfigureAwait(false);
        var token = _refresh.Newest();
        try
        {
            await _refresh.ForgetAsync().ConfigureAwait(false);
        }
        finally
        {
            if (token is not null) await RevokeAsync(token).ConfigureAwait(false);
        }
    }

    private async Task RevokeAsync(string token)
    {
        var form = new Dictionary<string, string>
        {
            ["client_id"] = _options.ClientId, ["token"] = token, ["token_type_hint"] = "refresh_token",
        };
        await _endpoint.PostAsync(TokenEndpoint.RevokePath, form, ErrorCode.InvalidRequest, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<AccessToken> RefreshAsync(bool renew, CancellationToken cancellationToken)
    {
        var refreshToken = (_signedOut == 1 ? null : _refresh.Newest())
            ?? throw TokenEndpoint.SignedOut();
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["client_id"] = _options.ClientId, ["refresh_token"] = refreshToken,
        };
        try
        {
            // Not cancelled half-way: a rotated token whose successor was never read would end the sign-in.
            var answer = await _endpoint.PostAsync(TokenEndpoint.TokenPath, form, ErrorCode.SessionEnded, CancellationToken.None)
                .ConfigureAwait(false);
            if (answer.RefreshToken is { } next) await _refresh.KeepAsync(next).ConfigureAwait(false);
            PatientId = answer.Patient;
            return _endpoint.TokenOf(answer);
        }
        catch (CareException exception) when (exception.Error.Code == ErrorCode.SessionEnded)
        {
            await ForgetQuietlyAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The refusal is what the app has to hear of; a store that fails meanwhile keeps a token that is worth nothing.
    private async Task ForgetQuietlyAsync()
    {
        try
        {
            await _refresh.ForgetAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // See above.
        }
    }

    private static async Task<TokenAnswer> ExchangeAsync(
        TokenEndpoint endpoint, string userName, string password, SignInOptions options, CancellationToken cancellationToken)
    {
        var proof = Pkce.Create();
        var challenge = new Dictionary<string, string>
        {
            ["client_id"] = options.ClientId,
            ["code_challenge"] = proof.Challenge,
            ["code_challenge_method"] = "S256",
            ["username"] = userName,
            ["password"] = password,
        };
        if (options.Scopes is { Count: > 0 } scopes) challenge["scope"] = string.Join(' ', scopes);
        if (options.PurposeOfUse is { Length: > 0 } purpose) challenge["purpose_of_use"] = purpose;
        var granted = await endpoint.PostAsync(TokenEndpoint.ChallengePath, challenge, ErrorCode.Unauthenticated, cancellationToken)
            .ConfigureAwait(false);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = options.ClientId,
            ["code"] = granted.AuthorizationCode ?? throw TokenEndpoint.Unreadable(),
            ["code_verifier"] = proof.Verifier,
        };
        return await endpoint.PostAsync(TokenEndpoint.TokenPath, form, ErrorCode.Unauthenticated, cancellationToken).ConfigureAwait(false);
    }

    private static TokenEndpoint EndpointOf(Uri server, SignInOptions options) =>
        new(ServerCalls.Of(server, options.TrustedRoots, options.PinnedSpkiSha256, null, options.Time));
}
