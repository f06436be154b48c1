using System.Net;
using Microsoft.AspNetCore.Http;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class PeopleSigningIn(IssuerWorld world)
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    [Fact]
    public async Task A_person_gets_a_code_and_then_tokens()
    {
        var (name, id) = await world.HireAsync("nurse");

        var tokens = await SignIn.AsPersonAsync(world.Api, name, The.Password);

        Assert.Equal(id, tokens.Subject);
        Assert.NotNull(tokens.Refresh);
        Assert.Equal(
            [EntryKinds.SignIn, EntryKinds.TokenIssued],
            world.Trail.Entries.Where(e => e.Session == tokens.SessionId && e.Outcome == EntryOutcome.Success).Select(e => e.Kind));
        Assert.Contains(world.Trail.Entries, e => e.TokenId == tokens.Claims.GetProperty("jti").GetString());
    }

    [Fact]
    public async Task A_code_is_worth_nothing_without_its_verifier_and_nothing_twice()
    {
        var (name, _) = await world.HireAsync("nurse");
        var code = await CodeAsync(name);
        var other = await CodeAsync(name);

        var wrong = await SignIn.RedeemAsync(world.Api, other, Verifier[1..] + "A");
        (await SignIn.RedeemAsync(world.Api, code, Verifier)).Ok();
        var again = await SignIn.RedeemAsync(world.Api, code, Verifier);

        Assert.Equal(("invalid_grant", "invalid_grant"), (Error(wrong), Error(again)));
    }

    [Fact]
    public async Task A_code_lives_a_minute()
    {
        var (name, _) = await world.HireAsync("nurse");
        var code = await CodeAsync(name);

        world.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("invalid_grant", Error(await SignIn.RedeemAsync(world.Api, code, Verifier)));
    }

    [Fact]
    public async Task Wrong_password_unknown_user_locked_and_disabled_look_the_same()
    {
        var (locked, _) = await world.HireAsync("nurse");
        for (var i = 0; i < 5; i++) await TryAsync(locked, "wrong");
        var (disabled, disabledId) = await world.HireAsync("nurse");
        (await world.Api.PatchAsync($"/api/v1/users/{disabledId}", new { disabled = true }, await world.AdministratorAsync())).Ok();
        var (name, _) = await world.HireAsync("nurse");

        Answer[] answers =
        [
            await TryAsync(name, "wrong"), await TryAsync("nobody-here", "wrong"),
            await TryAsync(locked, The.Password), await TryAsync(disabled, The.Password),
        ];

        Assert.Single(answers.Distinct());
        Assert.Equal((HttpStatusCode.BadRequest, "access_denied"), (answers[0].Status, Error(answers[0])));
        Assert.Equal(
            ["wrong-credentials", "unknown-account", "locked", "disabled"],
            world.Trail.Entries.Where(e => e.Kind == EntryKinds.SignIn && e.Outcome == EntryOutcome.Denied).TakeLast(4).Select(e => e.Reason));
    }

    [Fact]
    public async Task Five_failures_lock_for_a_quarter_of_an_hour()
    {
        var (name, _) = await world.HireAsync("nurse");
        for (var i = 0; i < 5; i++) await TryAsync(name, "wrong");

        var atOnce = await TryAsync(name, The.Password);
        world.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        var later = await TryAsync(name, The.Password);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (atOnce.Status, later.Status));
    }

    [Fact]
    public async Task A_burst_tries_no_more_passwords_than_the_lock_allows()
    {
        var (name, _) = await world.HireAsync("nurse");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TryAsync(name, "wrong")));

        var reasons = world.Trail.Entries.Where(e => e.Kind == EntryKinds.SignIn).TakeLast(12).Select(e => e.Reason).ToList();
        Assert.Equal((5, 7), (reasons.Count(r => r == "wrong-credentials"), reasons.Count(r => r == "locked")));
    }

    [Theory]
    [InlineData("realtimecare-app", "plain", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("realtimecare-app", "S256", "")]
    [InlineData("somebody-else", "S256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]
    public async Task A_challenge_wants_S256_and_a_first_party_client(string clientId, string method, string challenge)
    {
        var (name, _) = await world.HireAsync("nurse");

        var answer = await world.Api.PostFormAsync(
            "/connect/challenge",
            ("client_id", clientId), ("code_challenge", challenge), ("code_challenge_method", method), ("username", name), ("password", The.Password));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain("authorization_code", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_an_address_is_refused()
    {
        var (name, _) = await world.HireAsync("nurse");
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["client_id"] = SignIn.AppClient, ["code_challenge"] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ["code_challenge_method"] = "S256", ["username"] = name, ["password"] = The.Password,
        });

        var answer = await world.Api.GetAsync("/connect/challenge" + query);

        Assert.Equal("invalid_request", Error(answer));
    }

    [Theory]
    [InlineData("nurse", "user/*.cruds", "user/*.rs")]
    [InlineData("nurse", "user/Observation.r realtimecare/users.admin", "user/Observation.r")]
    [InlineData("registrar", "user/*.rs", "user/Encounter.rs user/Patient.rs")]
    [InlineData("administrator", null, "realtimecare/session.admin realtimecare/users.admin realtimecare/relationships.admin realtimecare/trail.read realtimecare/access.review")]
    [InlineData("nurse", "realtimecare/users.admin", null)]
    [InlineData("administrator", "user/*.rs", null)]
    public async Task A_role_limits_the_scopes(string role, string? asked, string? granted)
    {
        var (name, _) = await world.HireAsync(role);

        var challenge = await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier, asked);

        if (granted is null)
        {
            Assert.Equal("invalid_scope", Error(challenge));
            return;
        }
        var tokens = TokenPair.From((await SignIn.RedeemAsync(world.Api, challenge.Ok().Json.GetProperty("authorization_code").GetString()!, Verifier)).Ok());
        Assert.Equal(granted, tokens.Claims.GetProperty("scope").GetString());
        Assert.Equal(asked is null, tokens.Refresh is not null);
    }

    [Fact]
    public async Task Without_the_trail_nobody_signs_in()
    {
        var (name, _) = await world.HireAsync("nurse");

        world.Trail.IsUnavailable = true;
        var answer = await TryAsync(name, The.Password);
        world.Trail.IsUnavailable = false;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4202), (answer.Status, answer.Code));
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(name, The.Password)).Status);
    }

    private Task<Answer> TryAsync(string name, string password) => SignIn.ChallengeAsync(world.Api, name, password, Verifier);

    private async Task<string> CodeAsync(string name) => (await TryAsync(name, The.Password)).Ok().Json.GetProperty("authorization_code").GetString()!;

    private static string? Error(Answer answer) => answer.Json.GetProperty("error").GetString();
}
