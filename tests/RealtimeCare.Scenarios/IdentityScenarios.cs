using System.Net;
using System.Security.Cryptography;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>The embedded issuer, from outside.</summary>
public sealed class IdentityScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Fact]
    public async Task A_persons_token_is_short_lived_and_says_who_is_there()
    {
        var tokens = await care.Nurse.TokensAsync();

        Assert.Equal("ES256", tokens.Header.GetProperty("alg").GetString());
        Assert.Equal("at+jwt", tokens.Header.GetProperty("typ").GetString());
        Assert.Equal(care.Nurse.UserId, tokens.Subject);
        Assert.Equal(The.Tenant, tokens.Claims.GetProperty("tenant").GetString());
        Assert.Equal(RealtimeCareProtocol.TokenAudience, tokens.Claims.GetProperty("aud").GetString());
        Assert.Equal(["nurse"], tokens.Claims.GetProperty("roles").EnumerateArray().Select(r => r.GetString()!));
        Assert.NotEmpty(tokens.SessionId);
        Assert.InRange(tokens.Claims.GetProperty("exp").GetInt64() - tokens.Claims.GetProperty("iat").GetInt64(), 1, 900);
        Assert.NotNull(tokens.Refresh);
        Assert.DoesNotContain(care.Nurse.UserName, tokens.Claims.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_has_no_scope_for_patient_data()
    {
        var scope = (await care.Administrator.TokensAsync()).Claims.GetProperty("scope").GetString()!.Split(' ');

        Assert.Contains("realtimecare/session.admin", scope);
        Assert.DoesNotContain(scope, s => s.StartsWith("user/", StringComparison.Ordinal) || s.StartsWith("patient/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scope_beyond_the_role_is_not_given()
    {
        var verifier = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");

        var challenge = await SignIn.ChallengeAsync(care.Api, care.Registrar.UserName, The.Password, verifier, "user/*.rs realtimecare/session.admin");

        if (challenge.Status != HttpStatusCode.OK) return;
        var tokens = TokenPair.From((await SignIn.RedeemAsync(care.Api, challenge.Json.GetProperty("authorization_code").GetString()!, verifier)).Ok());
        Assert.DoesNotContain("session.admin", tokens.Claims.GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("user/*", tokens.Claims.GetProperty("scope").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_look_the_same()
    {
        var wrong = await SignIn.ChallengeAsync(care.Api, care.Nurse.UserName, "not-the-password-at-all", new string('v', 43));
        var unknown = await SignIn.ChallengeAsync(care.Api, "nobody-at-all", "not-the-password-at-all", new string('v', 43));

        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Equal("access_denied", wrong.Json.GetProperty("error").GetString());
        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(wrong.Json.GetProperty("error").GetString(), unknown.Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_code_without_its_verifier_is_worthless_and_works_once()
    {
        var verifier = new string('a', 64);
        var challenge = (await SignIn.ChallengeAsync(care.Api, care.Stranger.UserName, The.Password, verifier)).Ok();
        var code = challenge.Json.GetProperty("authorization_code").GetString()!;

        var stolen = await SignIn.RedeemAsync(care.Api, code, new string('b', 64));
        await SignIn.RedeemAsync(care.Api, code, verifier);
        var again = await SignIn.RedeemAsync(care.Api, code, verifier);

        Assert.Equal(HttpStatusCode.BadRequest, stolen.Status);
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_its_reuse_ends_the_sign_in()
    {
        var nurse = await care.HireAsync("nurse");
        var first = await nurse.SignInAsync();

        var second = TokenPair.From((await SignIn.RefreshAsync(care.Api, first.Refresh!)).Ok());
        var third = TokenPair.From((await SignIn.RefreshAsync(care.Api, second.Refresh!)).Ok());
        var reused = await SignIn.RefreshAsync(care.Api, first.Refresh!);
        var afterwards = await SignIn.RefreshAsync(care.Api, third.Refresh!);

        Assert.Equal(first.SessionId, second.SessionId);
        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.Equal(HttpStatusCode.BadRequest, reused.Status);
        Assert.Equal(HttpStatusCode.BadRequest, afterwards.Status);
    }

    [Fact]
    public async Task A_service_proves_its_key_and_each_proof_counts_once()
    {
        var assertion = SignIn.Assertion(care.Server, care.Monitor.ClientId, care.Monitor.Key, Service.KeyId, care.Time);

        var first = await SignIn.ServiceAsync(care.Api, care.Monitor.ClientId, assertion);
        var replayed = await SignIn.ServiceAsync(care.Api, care.Monitor.ClientId, assertion);

        var tokens = TokenPair.From(first.Ok());
        Assert.Equal(["service"], tokens.Claims.GetProperty("roles").EnumerateArray().Select(r => r.GetString()!));
        Assert.Equal(care.Monitor.ClientId, tokens.Subject);
        Assert.InRange((int)replayed.Status, 400, 401);
    }

    [Fact]
    public async Task A_service_with_another_key_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var answer = await SignIn.ServiceAsync(
            care.Api, care.Monitor.ClientId, SignIn.Assertion(care.Server, care.Monitor.ClientId, other, Service.KeyId, care.Time));

        Assert.InRange((int)answer.Status, 400, 401);
    }

    [Fact]
    public async Task The_first_administrator_is_made_once()
    {
        var body = new { code = care.Host.SetupCode, tenant = "another", userName = "second", password = The.Password };

        var answer = await care.Api.PostAsync("/api/v1/setup", body);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
    }

    [Fact]
    public async Task Discovery_leads_to_the_keys()
    {
        var document = (await care.Api.GetAsync("/.well-known/openid-configuration")).Ok().Json;
        var keys = (await care.Api.GetAsync("/.well-known/jwks")).Ok().Json;

        Assert.Equal(care.Server.ToString().TrimEnd('/'), document.GetProperty("issuer").GetString()!.TrimEnd('/'));
        Assert.EndsWith("/.well-known/jwks", document.GetProperty("jwks_uri").GetString(), StringComparison.Ordinal);
        Assert.All(keys.GetProperty("keys").EnumerateArray(), k => Assert.False(k.TryGetProperty("d", out _)));
        Assert.Contains(keys.GetProperty("keys").EnumerateArray(), k => k.GetProperty("kty").GetString() == "EC");
    }

    [Fact]
    public async Task A_disabled_account_cannot_sign_in_and_an_enabled_one_can()
    {
        var nurse = await care.HireAsync("nurse");
        var admin = (await care.Administrator.TokensAsync()).Access;

        (await care.Api.PatchAsync($"/api/v1/users/{nurse.UserId}", new { disabled = true }, admin)).Ok();
        var refused = await SignIn.ChallengeAsync(care.Api, nurse.UserName, The.Password, new string('v', 43));
        (await care.Api.PatchAsync($"/api/v1/users/{nurse.UserId}", new { disabled = false }, admin)).Ok();
        var tokens = await nurse.SignInAsync();

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(nurse.UserId, tokens.Subject);
    }

    [Fact]
    public async Task Only_an_administrator_makes_accounts_and_services()
    {
        var token = (await care.Physician.TokensAsync()).Access;

        var user = await care.Api.PostAsync("/api/v1/users", new { userName = "x", password = The.Password, roles = new[] { "administrator" } }, token);
        var client = await care.Api.PostAsync("/api/v1/clients", new { clientId = "x", displayName = "x", scopes = Array.Empty<string>() }, token);
        var list = await care.Api.GetAsync("/api/v1/users", token);
        var nobody = await care.Api.GetAsync("/api/v1/users");

        Assert.All([user, client, list], a => Assert.Equal((HttpStatusCode.Forbidden, (int)ErrorCode.Forbidden), (a.Status, a.Code)));
        Assert.Equal((HttpStatusCode.Unauthorized, (int)ErrorCode.Unauthenticated), (nobody.Status, nobody.Code));
    }

    [Fact]
    public async Task A_weak_password_and_an_unknown_role_are_refused_with_a_code()
    {
        var admin = (await care.Administrator.TokensAsync()).Access;

        var weak = await care.Api.PostAsync("/api/v1/users", new { userName = Some.UserName("weak"), password = "short", roles = new[] { "nurse" } }, admin);
        var role = await care.Api.PostAsync("/api/v1/users", new { userName = Some.UserName("role"), password = The.Password, roles = new[] { "wizard" } }, admin);

        Assert.All([weak, role], a => Assert.Equal((HttpStatusCode.BadRequest, (int)ErrorCode.InvalidRequest), (a.Status, a.Code)));
    }
}
