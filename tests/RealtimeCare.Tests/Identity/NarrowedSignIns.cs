using System.Net;
using System.Security.Cryptography;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class NarrowedSignIns(IssuerWorld world)
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Vitals = "?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs";
    private const string Labs = "?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

    [Theory]
    [InlineData("nurse", $"user/Observation.rs{Vitals}")]
    [InlineData("telemetry-technician", $"user/Observation.r{Vitals}")]
    [InlineData("billing", "user/Condition.rs?category=http://terminology.hl7.org/CodeSystem/condition-category|problem-list-item")]
    [InlineData("nurse", "user/Observation.read user/Patient.r")]
    public async Task A_narrower_sign_in_stays_narrow_through_every_refresh(string role, string asked)
    {
        var (name, _) = await world.HireAsync(role);

        var tokens = await SignIn.AsPersonAsync(world.Api, name, The.Password, asked + " offline_access");

        Assert.Equal(asked, Scope(tokens));
        for (var i = 0; i < 3; i++)
        {
            tokens = TokenPair.From((await SignIn.RefreshAsync(world.Api, tokens.Refresh!)).Ok());
            Assert.Equal(asked, Scope(tokens));
        }
    }

    [Theory]
    [InlineData("user/*.rs")]
    [InlineData("user/Observation.rs")]
    [InlineData($"user/Observation.rs{Labs}")]
    [InlineData($"user/Observation.rs{Vitals} user/Patient.rs")]
    public async Task A_refresh_widens_nothing(string wider)
    {
        var (name, _) = await world.HireAsync("nurse");
        var tokens = await SignIn.AsPersonAsync(world.Api, name, The.Password, $"user/Observation.rs{Vitals} offline_access");

        var answer = await SignIn.RefreshAsync(world.Api, tokens.Refresh!, ("scope", wider));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain("access_token", answer.Text, StringComparison.Ordinal);
        Assert.Equal($"user/Observation.rs{Vitals}", Scope(TokenPair.From((await SignIn.RefreshAsync(world.Api, tokens.Refresh!)).Ok())));
    }

    [Fact]
    public async Task A_refresh_may_say_again_what_was_granted_and_nothing_else()
    {
        var (name, _) = await world.HireAsync("nurse");
        const string Granted = $"user/Patient.rs user/Observation.rs{Vitals} offline_access";
        var tokens = await SignIn.AsPersonAsync(world.Api, name, The.Password, Granted);

        var less = await SignIn.RefreshAsync(world.Api, tokens.Refresh!, ("scope", "user/Patient.rs"));
        var same = await SignIn.RefreshAsync(world.Api, tokens.Refresh!, ("scope", Granted));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (less.Status, less.Json.GetProperty("error").GetString()));
        same.Ok();
    }

    [Theory]
    [InlineData("user/Observation.rs?category=a|b\tuser/*.rs")]
    [InlineData("user/Patient.rs user/Observation.rs?category=a|b\nuser/*.rs")]
    [InlineData("user/Observation.rs?category=a|b\u00a0user/*.rs")]
    [InlineData("user/Observation.rs?category=a|b\u2028user/*.rs")]
    [InlineData("user/Patient.rs \"user/*.rs\"")]
    [InlineData("user/Patient.rs user/Patient.rs\\u0020user/*.rs")]
    [InlineData("user/Patient.rs user/\uff0a.rs")]
    public async Task A_scope_with_signs_that_no_scope_has_is_refused_whole(string asked)
    {
        var (name, _) = await world.HireAsync("nurse");

        var answer = await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier, asked);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_form_that_cannot_be_decoded_is_the_callers_fault()
    {
        Answer[] answers =
        [
            await SignIn.ChallengeAsync(world.Api, "nobody", The.Password, Verifier, "user/Patient.rs\0"),
            await SignIn.RefreshAsync(world.Api, "\0"),
        ];

        Assert.All(answers, a => Assert.Equal((HttpStatusCode.BadRequest, 4000), (a.Status, a.Code)));
    }

    [Fact]
    public async Task A_scope_list_has_an_end()
    {
        var (name, _) = await world.HireAsync("nurse");
        var many = string.Join(' ', Enumerable.Range(0, 65).Select(i => $"user/Observation.rs?category=s|c{i}"));
        var large = $"user/Observation.rs?category=s|{new string('c', 300)}";

        Answer[] answers = [await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier, many), await SignIn.ChallengeAsync(world.Api, name, The.Password, Verifier, large)];

        Assert.All(answers, a => Assert.Equal("invalid_scope", a.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData($"system/Observation.c{Vitals}", null, $"system/Observation.c{Vitals}")]
    [InlineData($"system/Observation.c{Vitals}", "system/Observation.c", $"system/Observation.c{Vitals}")]
    [InlineData($"system/Observation.c{Vitals}", "system/*.*", $"system/Observation.c{Vitals}")]
    [InlineData("system/*.c", $"system/Observation.c{Vitals}", $"system/Observation.c{Vitals}")]
    [InlineData("system/Observation.write", "system/Observation.write", "system/Observation.write")]
    [InlineData($"system/Observation.c{Vitals}", $"system/Observation.c{Labs}", null)]
    [InlineData($"system/Observation.c{Vitals}", "system/Patient.c", null)]
    [InlineData($"system/Observation.c{Vitals}", "system/Observation.c\tsystem/*.c", null)]
    public async Task A_service_gets_no_more_than_its_registration_says(string registered, string? asked, string? granted)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var clientId = await world.RegisterAsync(SignIn.PublicJwk(key, "key-1"), registered);

        var answer = await SignIn.ServiceAsync(world.Api, clientId, world.Assertion(clientId, key), asked);

        if (granted is not null) Assert.Equal(granted, Scope(TokenPair.From(answer.Ok())));
        else Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("system/Observation.c system/*.cruds")]
    [InlineData("system/Observation.c?category=a|b system/*.cruds")]
    [InlineData("system/Observation.c\tsystem/*.cruds")]
    [InlineData("system/Observation.c?category=vital-signs")]
    [InlineData("system/Patient.c?category=a|b")]
    [InlineData("system/Observation.c?status=final")]
    [InlineData("patient/*.rs")]
    [InlineData("user/Observation.rs?category=a|b")]
    public async Task A_registration_with_a_scope_that_means_nothing_is_refused(string scope)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var body = new { clientId = $"s-{Some.Number}", displayName = "S", scopes = new[] { scope }, jwks = new { keys = new[] { SignIn.PublicJwk(key, "k") } } };

        var answer = await world.Api.PostAsync("/api/v1/clients", body, await world.AdministratorAsync());

        Assert.Equal((HttpStatusCode.BadRequest, "scopes"), (answer.Status, answer.Json.GetProperty("path").GetString()));
    }

    private static string? Scope(TokenPair tokens) => tokens.Claims.GetProperty("scope").GetString();
}
