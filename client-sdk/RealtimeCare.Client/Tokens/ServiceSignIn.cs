using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Tokens;

/// <summary>A backend service's sign-in with its own key (<c>client_credentials</c> with <c>private_key_jwt</c>, ES256).</summary>
/// <remarks>The key stays the caller's: it is not disposed here. A browser is no place for it.</remarks>
[UnsupportedOSPlatform("browser")]
public sealed class ServiceSignIn : ITokenSource, IAsyncDisposable
{
    /// <summary>How far this machine's clock may be off: the server takes nothing from the future, and nothing that has ended.</summary>
    private static readonly TimeSpan ClockAhead = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ClockBehind = TimeSpan.FromMinutes(3);

    private readonly TokenEndpoint _endpoint;
    private readonly TokenCache _cache;
    private readonly SignInOptions _options;
    private readonly SigningCredentials _credentials;
    private readonly string _clientId;
    private readonly string _audience;

    /// <summary>Prepares the sign-in; the first token is fetched when it is needed.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="clientId">The id that the service is registered with.</param>
    /// <param name="key">Its P-256 key.</param>
    /// <param name="keyId">The key's id (<c>kid</c>) as registered.</param>
    /// <param name="options">Scopes and trust; its client id is not used.</param>
    public ServiceSignIn(Uri server, string clientId, ECDsa key, string keyId, SignInOptions? options = null)
        : this(EndpointOf(server, options ??= new SignInOptions()), clientId, key, keyId, options)
    {
    }

    internal ServiceSignIn(TokenEndpoint endpoint, string clientId, ECDsa key, string keyId, SignInOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        RequireP256(key);
        (_endpoint, _clientId, _options) = (endpoint, clientId, options);
        _audience = endpoint.Server.GetLeftPart(UriPartial.Path);
        _credentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = keyId }, SecurityAlgorithms.EcdsaSha256);
        _cache = new TokenCache(FetchAsync, _options.Time);
    }

    /// <summary>The public half of a P-256 key as a JSON Web Key, for <see cref="Administration.CareAdministrator.RegisterServiceAsync"/>.</summary>
    public static string PublicJwk(ECDsa key, string keyId)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        var point = RequireP256(key).Q;
        var id = System.Text.Json.JsonEncodedText.Encode(keyId);
        return $$"""
            {"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"{{id}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}
            """;
    }

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default) =>
        _cache.GetAsync(newerThan, cancellationToken);

    /// <summary>Forgets the token.</summary>
    public ValueTask DisposeAsync()
    {
        _cache.Dispose();
        _endpoint.Dispose();
        return ValueTask.CompletedTask;
    }

    internal string CreateAssertion()
    {
        var now = _options.Time.GetUtcNow();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _clientId,
            Audience = _audience,
            IssuedAt = (now - ClockAhead).UtcDateTime,
            NotBefore = (now - ClockAhead).UtcDateTime,
            Expires = (now + ClockBehind).UtcDateTime,
            TokenType = "client-authentication+jwt",
            Claims = new Dictionary<string, object> { ["sub"] = _clientId, ["jti"] = Guid.NewGuid().ToString() },
            SigningCredentials = _credentials,
        });
    }

    private async Task<AccessToken> FetchAsync(bool renew, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = _clientId,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = CreateAssertion(),
        };
        if (_options.Scopes is { Count: > 0 } scopes) form["scope"] = string.Join(' ', scopes);
        // A key that has worked is refused when a clock is far off, which passes; a service that is removed is told so by its session.
        var refused = renew ? ErrorCode.Unavailable : ErrorCode.Unauthenticated;
        var answer = await _endpoint.PostAsync(TokenEndpoint.TokenPath, form, refused, cancellationToken).ConfigureAwait(false);
        return _endpoint.TokenOf(answer);
    }

    private static TokenEndpoint EndpointOf(Uri server, SignInOptions options) =>
        new(ServerCalls.Of(server, options.TrustedRoots, options.PinnedSpkiSha256, null, options.Time));

    private static ECParameters RequireP256(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.KeySize != 256) throw new ArgumentException("A P-256 key is needed.", nameof(key));
        return key.ExportParameters(includePrivateParameters: false);
    }
}
