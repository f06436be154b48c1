using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class ServicesSigningIn(IssuerWorld world) : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [Theory]
    [InlineData("JWT", "connect/token")]
    [InlineData("client-authentication+jwt", "")]
    public async Task A_service_proves_its_key(string typ, string audience)
    {
        var clientId = await RegisterAsync();

        var tokens = TokenPair.From((await TryAsync(clientId, world.Assertion(clientId, key, new Uri(world.Host.Server, audience).AbsoluteUri, typ))).Ok());

        Assert.Equal((clientId, "service"), (tokens.Subject, Assert.Single(tokens.Claims.GetProperty("roles").EnumerateArray()).GetString()));
        Assert.Equal((The.Tenant, "system/Observation.c"), (tokens.Claims.GetProperty("tenant").GetString(), tokens.Claims.GetProperty("scope").GetString()));
        Assert.Null(tokens.Refresh);
    }

    [Fact]
    public async Task ES384_is_taken_as_SMART_asks()
    {
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var point = large.ExportParameters(false).Q;
        var jwk = new { kty = "EC", crv = "P-384", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y), kid = "key-1", alg = "ES384" };
        var clientId = await world.RegisterAsync(jwk, "system/Observation.c");
        var assertion = Unsigned(clientId, "ES384");

        var signature = large.SignData(Encoding.ASCII.GetBytes(assertion), HashAlgorithmName.SHA384);

        (await TryAsync(clientId, assertion + "." + Base64Url.EncodeToString(signature))).Ok();
    }

    [Fact]
    public async Task An_assertion_counts_once()
    {
        var clientId = await RegisterAsync();
        var assertion = world.Assertion(clientId, key);

        (await TryAsync(clientId, assertion)).Ok();

        await RefusedAsync(clientId, assertion);
    }

    [Fact]
    public async Task Of_many_at_once_one_counts()
    {
        var clientId = await RegisterAsync();
        var assertion = world.Assertion(clientId, key);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TryAsync(clientId, assertion)));

        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_assertion_is_refused()
    {
        var clientId = await RegisterAsync();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var none = Unsigned(clientId, "none") + ".";
        var hmac = Unsigned(clientId, "HS256");
        var publicKey = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(SignIn.PublicJwk(key, "key-1")));

        string[] wrong =
        [
            world.Assertion(clientId, key, audience: "https://elsewhere.example/"),
            world.Assertion(clientId, stranger),
            world.Assertion(clientId, key, livesSeconds: 600),
            world.Assertion(clientId, key, livesSeconds: -30),
            world.Assertion(clientId, key, typ: "at+jwt"),
            world.Assertion("another", key),
            none,
            hmac + "." + Base64Url.EncodeToString(HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(hmac))),
        ];

        foreach (var assertion in wrong) await RefusedAsync(clientId, assertion);
        (await TryAsync(clientId, world.Assertion(clientId, key))).Ok();
    }

    [Fact]
    public async Task A_service_without_proof_gets_nothing()
    {
        var clientId = await RegisterAsync();

        var bare = await world.Api.PostFormAsync("/connect/token", ("grant_type", "client_credentials"), ("client_id", clientId));
        var secret = await world.Api.PostFormAsync("/connect/token", ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", "x"));

        Assert.All([bare, secret], a => Assert.DoesNotContain("access_token", a.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_removed_service_gets_no_more_tokens()
    {
        var clientId = await RegisterAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/clients/{clientId}");

        var removed = await world.Api.SendAsync(request, await world.AdministratorAsync());

        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        await RefusedAsync(clientId, world.Assertion(clientId, key));
    }

    private Task<string> RegisterAsync() => world.RegisterAsync(SignIn.PublicJwk(key, "key-1"), "system/Observation.c");

    private Task<Answer> TryAsync(string clientId, string assertion) => SignIn.ServiceAsync(world.Api, clientId, assertion);

    private async Task RefusedAsync(string clientId, string assertion)
    {
        var answer = await TryAsync(clientId, assertion);

        Assert.True(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest, answer.ToString());
        Assert.DoesNotContain("access_token", answer.Text, StringComparison.Ordinal);
    }

    private string Unsigned(string clientId, string alg) => world.Assertion(clientId, key, alg: alg) is var text ? text[..text.LastIndexOf('.')] : "";
}
