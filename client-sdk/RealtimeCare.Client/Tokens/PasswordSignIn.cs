using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Tokens;

/// <summary>A person's sign-in with name and password at the server's own token server, kept alive by its rotating refresh token.</summary>
/// <remarks>The password is used once and not kept. Tokens live in memory, unless <see cref="SignInOptions.KeepRefreshToken"/> says more.</remarks>
public sealed class PasswordSignIn : ITokenSource, IAsyncDisposable
{
    private readonly TokenEndpoint _endpoint;
    private readonly SignInOptions _options;
    private readonly TokenCache _cache;
    private volatile string? _refreshToken;

    private PasswordSignIn(TokenEndpoint endpoint, SignInOptions options, string? refreshToken, AccessToken? first)
    {
        (_endpoint, _options, _refreshToken) = (endpoint, options, refreshToken);
        _cache = new TokenCache(RefreshAsync, options.Time, first);
    }

    /// <summary>
    /// The person's own patient id, when the account is a patient's; null for everybody else, and before the first token of a sign-in
    /// that was kept.
    /// </summary>
    public string? PatientId { get; private set; }

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
            var answer = await ExchangeAsync(endpoint, userName, password, options, cancellationToken).ConfigureAwait(false);
            await KeepAsync(options, answer.RefreshToken, cancellationToken).ConfigureAwait(false);
            return new PasswordSignIn(endpoint, options, answer.RefreshToken, endpoint.TokenOf(answer)) { PatientId = answer.Patient };
        }
        catch
        {
            endpoint.Dispose();
            throw;
        }
    }

    /// <summary>Continues a sign-in whose refresh token was kept; the first access token is fetched when it is needed.</summary>
    public static PasswordSignIn FromRefreshToken(Uri server, string refreshToken, SignInOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(refreshToken);
        options ??= new SignInOptions();
        return new PasswordSignIn(EndpointOf(server, options), options, refreshToken, null);
    }

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default) =>
        _cache.GetAsync(newerThan, cancellationToken);

    /// <summary>Signs out: the server revokes the sign-in, so that its session ends wherever it is open.</summary>
    public async Task SignOutAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _refreshToken, null) is not { } token) return;
        _cache.Forget();
        var form = new Dictionary<string, string>
        {
            ["client_id"] = _options.ClientId, ["token"] = token, ["token_type_hint"] = "refresh_token",
        };
        await KeepAsync(_options, null, cancellationToken).ConfigureAwait(false);
        await _endpoint.PostAsync(TokenEndpoint.RevokePath, form, ErrorCode.InvalidRequest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the tokens in memory; the sign-in itself stays, see <see cref="SignOutAsync"/>.</summary>
    public ValueTask DisposeAsync()
    {
        _refreshToken = null;
        _cache.Dispose();
        _endpoint.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<AccessToken> RefreshAsync(bool renew, CancellationToken cancellationToken)
    {
        var refreshToken = _refreshToken
            ?? throw new CareException(new CareError(ErrorCode.SessionEnded, "There is no sign-in to renew: sign in again.", "-"));
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["client_id"] = _options.ClientId, ["refresh_token"] = refreshToken,
        };
        try
        {
            // Not cancelled half-way: a rotated token whose successor was never read would end the sign-in.
            var answer = await _endpoint.PostAsync(TokenEndpoint.TokenPath, form, ErrorCode.SessionEnded, CancellationToken.None)
                .WaitAsync(TimeSpan.FromSeconds(100), _options.Time, CancellationToken.None).ConfigureAwait(false);
            if (answer.RefreshToken is { } next)
            {
                _refreshToken = next;
                await KeepAsync(_options, next, cancellationToken).ConfigureAwait(false);
            }

            PatientId = answer.Patient;
            return _endpoint.TokenOf(answer);
        }
        catch (CareException exception) when (exception.Error.Code == ErrorCode.SessionEnded)
        {
            _refreshToken = null;
            await KeepAsync(_options, null, cancellationToken).ConfigureAwait(false);
            throw;
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

    private static Task KeepAsync(SignInOptions options, string? refreshToken, CancellationToken cancellationToken) =>
        options.KeepRefreshToken?.Invoke(refreshToken, cancellationToken) ?? Task.CompletedTask;
}
