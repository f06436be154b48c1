using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RealtimeCare.Testing;

/// <summary>What a sign-in gave.</summary>
public sealed record TokenPair(string Access, string? Refresh)
{
    /// <summary>The claims, read without a check: tests look at them, nobody trusts them.</summary>
    public JsonElement Claims => Part(1);

    public JsonElement Header => Part(0);

    public string SessionId => Claims.GetProperty("sid").GetString()!;

    public string Subject => Claims.GetProperty("sub").GetString()!;

    public override string ToString() => "(tokens)";

    public static TokenPair From(Answer answer) => new(
        answer.Json.GetProperty("access_token").GetString()!,
        answer.Json.TryGetProperty("refresh_token", out var refresh) ? refresh.GetString() : null);

    private JsonElement Part(int index) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(Access.Split('.')[index]));
}

/// <summary>Signing in as PROTOCOL.md says, with nothing but HTTP.</summary>
public static class SignIn
{
    public const string AppClient = "realtimecare-app";

    /// <summary>First-party sign-in: the challenge endpoint gives a code, PKCE turns it into tokens.</summary>
    public static async Task<TokenPair> AsPersonAsync(Api api, string userName, string password, string? scope = null, params IEnumerable<(string Name, string Value)> more)
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var challenge = (await ChallengeAsync(api, userName, password, verifier, scope, more)).Ok();
        var code = challenge.Json.GetProperty("authorization_code").GetString()!;
        return TokenPair.From((await RedeemAsync(api, code, verifier)).Ok());
    }

    public static Task<Answer> ChallengeAsync(
        Api api, string userName, string password, string verifier, string? scope = null, params IEnumerable<(string Name, string Value)> more)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        List<(string, string)> form =
        [
            ("client_id", AppClient), ("code_challenge", challenge), ("code_challenge_method", "S256"), ("username", userName), ("password", password),
        ];
        if (scope is not null) form.Add(("scope", scope));
        form.AddRange(more);
        return api.PostFormAsync("/connect/challenge", [.. form]);
    }

    public static Task<Answer> RedeemAsync(Api api, string code, string verifier) => api.PostFormAsync(
        "/connect/token", ("grant_type", "authorization_code"), ("client_id", AppClient), ("code", code), ("code_verifier", verifier));

    public static Task<Answer> RefreshAsync(Api api, string refreshToken, params IEnumerable<(string Name, string Value)> more) => api.PostFormAsync(
        "/connect/token", [("grant_type", "refresh_token"), ("client_id", AppClient), ("refresh_token", refreshToken), .. more]);

    /// <summary>A service proves its key with a signed assertion.</summary>
    public static async Task<TokenPair> AsServiceAsync(Api api, Uri issuer, string clientId, ECDsa key, string keyId, TimeProvider time) =>
        TokenPair.From((await ServiceAsync(api, clientId, Assertion(issuer, clientId, key, keyId, time))).Ok());

    public static Task<Answer> ServiceAsync(Api api, string clientId, string assertion, string? scope = null)
    {
        List<(string, string)> form =
        [
            ("grant_type", "client_credentials"), ("client_id", clientId),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion),
        ];
        if (scope is not null) form.Add(("scope", scope));
        return api.PostFormAsync("/connect/token", [.. form]);
    }

    public static string Assertion(Uri issuer, string clientId, ECDsa key, string keyId, TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return Sign(
            key,
            new { alg = "ES256", typ = "client-authentication+jwt", kid = keyId },
            new { iss = clientId, sub = clientId, aud = issuer.ToString(), jti = Guid.NewGuid(), iat = now, nbf = now, exp = now + 60 });
    }

    /// <summary>Any JWT, also a wrong one.</summary>
    public static string Sign(ECDsa key, object header, object claims)
    {
        var text = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims));
        return text + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
    }

    /// <summary>The public half, as a service's registration wants it.</summary>
    public static object PublicJwk(ECDsa key, string keyId)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", crv = "P-256", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y), kid = keyId, use = "sig", alg = "ES256" };
    }
}
