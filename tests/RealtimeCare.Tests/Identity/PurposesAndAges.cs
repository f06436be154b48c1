using System.Net;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

/// <summary>What a sign-in is for, and how old it is.</summary>
[Collection(IssuerWorldGroup.Name)]
public sealed class PurposesAndAges(IssuerWorld world)
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    [Theory]
    [InlineData("physician", null, "TREAT")]
    [InlineData("physician", "ETREAT", "ETREAT")]
    [InlineData("registrar", "HOPERAT", "HOPERAT")]
    [InlineData("billing", null, "HPAYMT")]
    [InlineData("proxy", null, "PATRQT")]
    [InlineData("administrator", null, null)]
    public async Task The_purpose_is_in_the_token_and_stays(string role, string? asked, string? given)
    {
        var (name, _) = await world.HireAsync(role);

        var tokens = await SignIn.AsPersonAsync(world.Api, name, The.Password, null, Purpose(asked));
        var refreshed = TokenPair.From((await SignIn.RefreshAsync(world.Api, tokens.Refresh!, ("purpose_of_use", "HPAYMT"))).Ok());

        Assert.Equal((given, given), (Claim(tokens), Claim(refreshed)));
    }

    [Theory]
    [InlineData("registrar", "ETREAT")]
    [InlineData("nurse", "HPAYMT")]
    [InlineData("nurse", "etreat")]
    [InlineData("nurse", "TREAT ETREAT")]
    [InlineData("nurse", "")]
    [InlineData("nurse", "HRESCH")]
    [InlineData("proxy", "TREAT")]
    [InlineData("administrator", "TREAT")]
    public async Task A_purpose_that_no_role_has_signs_nobody_in(string role, string asked)
    {
        var (name, _) = await world.HireAsync(role);

        var answer = await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier, null, ("purpose_of_use", asked));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Json.GetProperty("error").GetString()));
        Assert.DoesNotContain("authorization_code", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_purposes_are_none()
    {
        var (name, _) = await world.HireAsync("nurse");

        var answer = await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier, null, ("purpose_of_use", "TREAT"), ("purpose_of_use", "ETREAT"));

        Assert.Equal("invalid_request", answer.Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_wrong_password_hears_nothing_of_the_purposes()
    {
        var (name, _) = await world.HireAsync("registrar");

        Answer[] answers =
        [
            await SignIn.ChallengeAsync(world.Api, name, "wrong", Verifier, null, ("purpose_of_use", "ETREAT")),
            await SignIn.ChallengeAsync(world.Api, name, "wrong", Verifier, null, ("purpose_of_use", "HOPERAT")),
            await SignIn.ChallengeAsync(world.Api, "nobody-here", "wrong", Verifier, null, ("purpose_of_use", "HOPERAT")),
        ];

        Assert.Equal("access_denied", Assert.Single(answers.Distinct()).Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_time_of_the_sign_in_never_moves_and_a_new_one_is_new()
    {
        var (name, _) = await world.HireAsync("physician");
        var signedInAt = world.Time.GetUtcNow().ToUnixTimeSeconds();
        var tokens = await SignIn.AsPersonAsync(world.Api, name, The.Password);

        for (var i = 0; i < 6; i++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(4));
            tokens = TokenPair.From((await SignIn.RefreshAsync(world.Api, tokens.Refresh!, ("max_age", "60"), ("auth_time", "9999999999"))).Ok());
            Assert.Equal(signedInAt, AuthTime(tokens));
            Assert.True(tokens.Claims.GetProperty("iat").GetInt64() > signedInAt);
        }

        var again = await SignIn.AsPersonAsync(world.Api, name, The.Password, null, ("max_age", "0"));
        Assert.Equal(world.Time.GetUtcNow().ToUnixTimeSeconds(), AuthTime(again));
        Assert.NotEqual(tokens.SessionId, again.SessionId);
    }

    [Fact]
    public async Task The_time_is_that_of_the_password_and_not_of_the_codes_exchange()
    {
        var (name, _) = await world.HireAsync("physician");
        var signedInAt = world.Time.GetUtcNow().ToUnixTimeSeconds();
        var code = (await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier)).Ok().Json.GetProperty("authorization_code").GetString()!;

        world.Time.Advance(TimeSpan.FromSeconds(50));
        var tokens = TokenPair.From((await SignIn.RedeemAsync(world.Api, code, Verifier)).Ok());

        Assert.Equal(signedInAt, AuthTime(tokens));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1.5")]
    public async Task An_age_is_a_number_of_seconds(string age)
    {
        var (name, _) = await world.HireAsync("nurse");

        var answer = await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier, null, ("max_age", age));

        Assert.Equal("invalid_request", answer.Json.GetProperty("error").GetString());
    }

    [Fact]
    public void Who_sees_no_patient_has_no_purpose_and_the_rest_have_one()
    {
        var without = AccountRoles.All.Where(r => AccountRoles.PurposesOf([r]).Count == 0);

        Assert.Equal(["administrator", "privacy-officer"], without.Order(StringComparer.Ordinal));
        Assert.Equal("TREAT", AccountRoles.DefaultPurposeOf(["billing", "nurse"]));
    }

    private static IEnumerable<(string, string)> Purpose(string? asked) => asked is null ? [] : [("purpose_of_use", asked)];

    private static string? Claim(TokenPair tokens) => tokens.Claims.TryGetProperty("purpose_of_use", out var purpose) ? purpose.GetString() : null;

    private static long AuthTime(TokenPair tokens) => tokens.Claims.GetProperty("auth_time").GetInt64();
}
