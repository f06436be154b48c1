using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Tests.Client;

public sealed class SignIns
{
    private const string Challenged = """{"authorization_code":"code"}""";
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly FakeServer server = new();

    [Fact]
    public void The_proof_key_is_that_of_RFC_7636()
    {
        Assert.Equal("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", new Pkce("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").Challenge);
        Assert.Equal(43, Pkce.Create().Verifier.Length);
    }

    [Fact]
    public async Task A_password_is_sent_once_and_the_code_is_redeemed_with_the_proof()
    {
        await using var signIn = await SignInAsync();

        var (challenge, token) = (server.Requests[0], server.Requests[1]);
        Assert.Equal(("/connect/challenge", "/connect/token"), (challenge.Path, token.Path));
        Assert.Equal(("realtimecare-app", "nurse", "password", "S256"),
            (challenge.Field("client_id"), challenge.Field("username"), challenge.Field("password"), challenge.Field("code_challenge_method")));
        Assert.Equal(challenge.Field("code_challenge"), Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token.Field("code_verifier")!))));
        Assert.Equal(("authorization_code", "code"), (token.Field("grant_type"), token.Field("code")));
        Assert.Equal("access-1", (await signIn.GetAsync()).Value);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_token_near_its_end_is_renewed_with_the_rotated_refresh_token()
    {
        await using var signIn = await SignInAsync();
        server.Answers(HttpStatusCode.OK, Tokens(2)).Answers(HttpStatusCode.OK, Tokens(3));
        time.Advance(TimeSpan.FromSeconds(880));

        var second = await signIn.GetAsync();
        var third = await signIn.GetAsync(second);

        Assert.Equal(("access-2", "access-3"), (second.Value, third.Value));
        Assert.Equal(["refresh-1", "refresh-2"], server.Requests.Skip(2).Select(r => r.Field("refresh_token")!));
    }

    [Fact]
    public async Task Scopes_and_purpose_are_asked_for_as_they_were_given()
    {
        await using var signIn = await SignInAsync(new SignInOptions
        {
            Time = time, Scopes = ["user/Observation.rs?category=s|vital-signs", "offline_access"], PurposeOfUse = "ETREAT",
        });

        Assert.Equal(("user/Observation.rs?category=s|vital-signs offline_access", "ETREAT"), (server.Requests[0].Field("scope"), server.Requests[0].Field("purpose_of_use")));
    }

    [Fact]
    public async Task A_wrong_password_is_a_coded_refusal_without_secrets()
    {
        server.Answers(HttpStatusCode.BadRequest, """{"error":"access_denied","error_description":"password password"}""");

        var refusal = await Assert.ThrowsAsync<CareException>(() => SignInOnceAsync(new SignInOptions { Time = time }));

        Assert.Equal(ErrorCode.Unauthenticated, refusal.Error.Code);
        Assert.DoesNotContain("password", refusal.ToString().Split("   at ")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_refresh_ends_the_sign_in_for_good()
    {
        await using var signIn = await SignInAsync();
        server.Answers(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""");

        var token = await signIn.GetAsync();
        var first = await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync(token).AsTask());
        var second = await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync(token).AsTask());

        Assert.Equal((ErrorCode.SessionEnded, ErrorCode.SessionEnded), (first.Error.Code, second.Error.Code));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_token_server_that_is_down_ends_nothing()
    {
        await using var signIn = await SignInAsync();
        server.Answers(HttpStatusCode.ServiceUnavailable, "", retryAfter: TimeSpan.FromSeconds(3)).Answers(HttpStatusCode.OK, Tokens(2));

        var first = await signIn.GetAsync();
        var refusal = await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync(first).AsTask());
        var token = await signIn.GetAsync(first);

        Assert.Equal((ErrorCode.Unavailable, 3000), (refusal.Error.Code, refusal.Error.RetryAfterMs));
        Assert.Equal("access-2", token.Value);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found, "<html>Sign in to the guest network</html>")]
    [InlineData(HttpStatusCode.Forbidden, "<html>Forbidden</html>")]
    [InlineData(HttpStatusCode.RequestTimeout, "")]
    [InlineData(HttpStatusCode.MisdirectedRequest, "")]
    [InlineData(HttpStatusCode.BadRequest, """{"error":"blocked"}""")]
    public async Task What_something_in_between_answers_ends_nothing(HttpStatusCode status, string body)
    {
        using var store = new MemoryTokenStore();
        await using var signIn = await SignInAsync(new SignInOptions { Time = time, Store = store });
        server.Answers(status, body, "text/html").Answers(HttpStatusCode.OK, Tokens(2));

        var first = await signIn.GetAsync();
        var refusal = await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync(first).AsTask());
        var kept = await store.ReadAsync(default);
        var token = await signIn.GetAsync(first);

        Assert.Equal(ErrorCode.Unavailable, refusal.Error.Code);
        Assert.NotNull(kept);
        Assert.Equal("access-2", token.Value);
    }

    [Fact]
    public async Task A_service_that_has_worked_is_not_ended_by_a_refused_key_as_one_that_never_did_is()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        const string refused = """{"error":"invalid_client"}""";
        server.Answers(HttpStatusCode.Unauthorized, refused).Answers(HttpStatusCode.OK, Tokens(1)).Answers(HttpStatusCode.Unauthorized, refused)
            .Answers(HttpStatusCode.OK, Tokens(2));
        await using var service = new ServiceSignIn(new TokenEndpoint(server.Calls(time)), "monitor", key, "key-1", new SignInOptions { Time = time });

        var never = await Assert.ThrowsAsync<CareException>(() => service.GetAsync().AsTask());
        var first = await service.GetAsync();
        var later = await Assert.ThrowsAsync<CareException>(() => service.GetAsync(first).AsTask());
        var second = await service.GetAsync(first);

        Assert.Equal((ErrorCode.Unauthenticated, ErrorCode.Unavailable), (never.Error.Code, later.Error.Code));
        Assert.Equal("access-2", second.Value);
    }

    [Fact]
    public async Task Signing_out_revokes_the_refresh_token()
    {
        await using var signIn = await SignInAsync();
        server.Answers(HttpStatusCode.OK, "");

        await signIn.SignOutAsync();

        Assert.Equal(("/connect/revoke", "refresh-1"), (server.Requests[^1].Path, server.Requests[^1].Field("token")));
        var refusal = await Assert.ThrowsAsync<CareException>(() => signIn.GetAsync().AsTask());
        Assert.Equal(ErrorCode.SessionEnded, refusal.Error.Code);
    }

    [Fact]
    public async Task A_service_signs_in_with_an_assertion_of_its_own_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var service = new ServiceSignIn(FakeServer.Address, "monitor", key, "key-1", new SignInOptions { Time = time });

        var (jwt, now) = (service.CreateAssertion(), time.GetUtcNow().UtcDateTime);

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            ValidIssuer = "monitor",
            ValidAudience = "https://care.example/",
            ValidAlgorithms = ["ES256"],
            // The server takes nothing from the future and nothing that has ended: a clock may be off by a minute either way.
            LifetimeValidator = (from, until, _, _) => from == now.AddMinutes(-1) && until == now.AddMinutes(3),
            IssuerSigningKey = new JsonWebKey(ServiceSignIn.PublicJwk(key, "key-1")),
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("monitor", result.Claims["sub"]);
        Assert.True(Guid.TryParse((string)result.Claims["jti"], out _));
    }

    [Fact]
    public void A_public_key_holds_no_private_part()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.False(new JsonWebKey(ServiceSignIn.PublicJwk(key, "key-1")).HasPrivateKey);
    }

    private async Task<PasswordSignIn> SignInAsync(SignInOptions? options = null)
    {
        server.Answers(HttpStatusCode.OK, Challenged).Answers(HttpStatusCode.OK, Tokens(1));
        return await SignInOnceAsync(options ?? new SignInOptions { Time = time });
    }

    private Task<PasswordSignIn> SignInOnceAsync(SignInOptions options) =>
        PasswordSignIn.SignInAsync(new TokenEndpoint(server.Calls(time)), "nurse", "password", options, default);

    private static string Tokens(int number) =>
        $$"""{"access_token":"access-{{number}}","refresh_token":"refresh-{{number}}","token_type":"Bearer","expires_in":900}""";
}
