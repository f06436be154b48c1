using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class AccessTokens(IssuerWorld world)
{
    [Fact]
    public async Task A_token_says_what_was_agreed_and_no_more()
    {
        var tokens = await SignIn.AsPersonAsync(world.Api, (await world.HireAsync("nurse")).Name, The.Password);

        var claims = tokens.Claims;

        string[] agreed = ["amr", "aud", "auth_time", "client_id", "exp", "iat", "iss", "jti", "nbf", "purpose_of_use", "roles", "scope", "sid", "sub", "tenant"];
        Assert.Equal(agreed, claims.EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal((world.Host.Server.AbsoluteUri, "realtimecare"), (claims.GetProperty("iss").GetString(), claims.GetProperty("aud").GetString()));
        Assert.Equal((JsonValueKind.Array, JsonValueKind.Array), (claims.GetProperty("roles").ValueKind, claims.GetProperty("amr").ValueKind));
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 30, 900);
        Assert.Equal(claims.GetProperty("iat").GetInt64(), claims.GetProperty("nbf").GetInt64());
        Assert.Equal(["alg", "kid", "typ"], tokens.Header.EnumerateObject().Select(h => h.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("ES256", "at+jwt"), (tokens.Header.GetProperty("alg").GetString(), tokens.Header.GetProperty("typ").GetString()));
    }

    [Fact]
    public async Task The_published_key_verifies_it_and_is_named_by_its_thumbprint()
    {
        var tokens = await SignIn.AsPersonAsync(world.Api, (await world.HireAsync("nurse")).Name, The.Password);

        var jwk = Assert.Single((await world.Api.GetAsync("/.well-known/jwks")).Ok().Json.GetProperty("keys").EnumerateArray());

        var (x, y) = (jwk.GetProperty("x").GetString()!, jwk.GetProperty("y").GetString()!);
        var point = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) };
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        var parts = tokens.Access.Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}"""));
        Assert.Equal(Base64Url.EncodeToString(thumbprint), jwk.GetProperty("kid").GetString());
        Assert.False(jwk.TryGetProperty("d", out _));
        Assert.Equal(tokens.Header.GetProperty("kid").GetString(), jwk.GetProperty("kid").GetString());
    }

    [Fact]
    public async Task Discovery_offers_only_what_is_safe()
    {
        var document = (await world.Api.GetAsync("/.well-known/openid-configuration")).Ok().Json;

        Assert.Equal(["S256"], Values(document, "code_challenge_methods_supported"));
        Assert.Equal(["authorization_code", "client_credentials", "refresh_token"], Values(document, "grant_types_supported").Order(StringComparer.Ordinal));
        Assert.Equal(["none", "private_key_jwt"], Values(document, "token_endpoint_auth_methods_supported").Order(StringComparer.Ordinal));
        Assert.Equal(["ES256", "ES384", "PS256", "RS384"], Values(document, "token_endpoint_auth_signing_alg_values_supported"));
        Assert.Equal(world.Host.Server.AbsoluteUri, document.GetProperty("issuer").GetString());
        Assert.Equal(new Uri(world.Host.Server, "connect/challenge").AbsoluteUri, document.GetProperty("authorization_challenge_endpoint").GetString());
        Assert.False(document.TryGetProperty("authorization_endpoint", out _));
    }

    [Fact]
    public async Task Answers_with_tokens_are_stored_by_nobody()
    {
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The test looks at headers, not at trust.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { BaseAddress = world.Host.Server };

        using var answer = await http.PostAsync(new Uri("connect/token", UriKind.Relative), new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains("max-age=63072000", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }

    private static IEnumerable<string> Values(JsonElement document, string name) => document.GetProperty(name).EnumerateArray().Select(v => v.GetString()!);
}
