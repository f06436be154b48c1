using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

[Collection(IssuerWorldGroup.Name)]
public sealed class AdministeringUsers(IssuerWorld world)
{
    [Fact]
    public async Task Users_are_added_and_listed_and_each_act_is_in_the_trail()
    {
        var (name, id) = await world.HireAsync("nurse", "registrar");

        var list = (await world.Api.GetAsync("/api/v1/users", await world.AdministratorAsync())).Ok().Json.GetProperty("users").EnumerateArray();

        var user = Assert.Single(list, u => u.GetProperty("userId").GetString() == id);
        Assert.Equal((name, false), (user.GetProperty("userName").GetString(), user.GetProperty("disabled").GetBoolean()));
        Assert.Contains(world.Trail.Entries, e => e.Kind == EntryKinds.AccountChanged && e.Target == id && e.Actor == world.AdministratorId);
    }

    [Theory]
    [InlineData("""{"userName":"x y","password":"Correct-horse-battery-7","roles":["nurse"]}""", "userName")]
    [InlineData("""{"userName":"jane","password":"short","roles":["nurse"]}""", "password")]
    [InlineData("""{"userName":"jane","password":"Correct-horse-battery-7","roles":["king"]}""", "roles")]
    [InlineData("""{"userName":"jane","password":"Correct-horse-battery-7","roles":[]}""", "roles")]
    [InlineData("""{"userName":"jane","password":"Correct-horse-battery-7","roles":["nurse"],"tenant":"other"}""", null)]
    [InlineData("""{"userName":"jane",""", null)]
    public async Task A_wrong_body_is_named_and_changes_nothing(string body, string? path)
    {
        var answer = await world.Api.PostTextAsync("/api/v1/users", body, await world.AdministratorAsync());

        Assert.Equal((HttpStatusCode.BadRequest, 4000), (answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.TryGetProperty("path", out var where) ? where.GetString() : null);
    }

    [Fact]
    public async Task Only_an_administrator_may_and_everybody_else_hears_why()
    {
        var nurse = await SignIn.AsPersonAsync(world.Api, (await world.HireAsync("nurse")).Name, The.Password);

        var (anonymous, forbidden) = (await world.Api.GetAsync("/api/v1/users"), await world.Api.GetAsync("/api/v1/users", nurse.Access));

        Assert.Equal((HttpStatusCode.Unauthorized, 4300), (anonymous.Status, anonymous.Code));
        Assert.Equal((HttpStatusCode.Forbidden, 4100), (forbidden.Status, forbidden.Code));
        Assert.Contains(world.Trail.Entries, e => e.Kind == EntryKinds.Invocation && e.Outcome == EntryOutcome.Denied && e.Actor == nurse.Subject);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var (name, _) = await world.HireAsync("nurse");

        var answer = await world.Api.PostAsync(
            "/api/v1/users", new { userName = name.ToUpperInvariant(), password = The.Password, roles = new[] { "nurse" } }, await world.AdministratorAsync());

        Assert.Equal((HttpStatusCode.Conflict, "userName"), (answer.Status, answer.Json.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Another_tenants_people_do_not_exist()
    {
        Account stranger;
        await using (var scope = world.Host.Services.CreateAsyncScope())
        {
            var wanted = new NewAccount(Some.UserName("stranger"), The.Password, ["nurse"]);
            stranger = (await scope.ServiceProvider.GetRequiredService<AccountStore>().CreateAsync("other-hospital", wanted, TestContext.Current.CancellationToken))!;
        }
        var admin = await world.AdministratorAsync();

        var theirs = await world.Api.PatchAsync($"/api/v1/users/{stranger.Subject}", new { disabled = true }, admin);
        var nobody = await world.Api.PatchAsync($"/api/v1/users/{Guid.NewGuid()}", new { disabled = true }, admin);

        Assert.Equal((HttpStatusCode.NotFound, 4100), (theirs.Status, theirs.Code));
        Assert.Equal((theirs.Status, theirs.Code, theirs.Json.GetProperty("title").GetString()), (nobody.Status, nobody.Code, nobody.Json.GetProperty("title").GetString()));
        Assert.DoesNotContain(stranger.Subject, (await world.Api.GetAsync("/api/v1/users", admin)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        // A world of its own: in the shared one other tests hire administrators.
        await using var alone = new IssuerWorld();
        await alone.InitializeAsync();
        var admin = await alone.AdministratorAsync();

        var disabled = await alone.Api.PatchAsync($"/api/v1/users/{alone.AdministratorId}", new { disabled = true }, admin);
        var demoted = await alone.Api.PatchAsync($"/api/v1/users/{alone.AdministratorId}", new { roles = new[] { "nurse" } }, admin);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (disabled.Status, demoted.Status));
    }

    [Fact]
    public async Task A_service_is_registered_by_public_keys_alone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var admin = await world.AdministratorAsync();
        var good = SignIn.PublicJwk(key, "key-1");

        var holdsPrivate = await RegisterAsync(new { kty = "EC", crv = "P-256", x = "AA", y = "AA", d = "AA", kid = "k" }, "system/*.c");
        var shared = await RegisterAsync(new { kty = "oct", k = "AAAA", kid = "k" }, "system/*.c");
        var offCurve = await RegisterAsync(new { kty = "EC", crv = "P-256", x = new string('A', 43), y = new string('B', 43), kid = "k" }, "system/*.c");
        var makesUsers = await RegisterAsync(good, "realtimecare/users.admin");
        var reads = await RegisterAsync(good, "user/*.rs");

        Assert.All([holdsPrivate, shared, offCurve], a => Assert.Equal((4000, "jwks"), (a.Code, a.Json.GetProperty("path").GetString())));
        Assert.All([makesUsers, reads], a => Assert.Equal((4000, "scopes"), (a.Code, a.Json.GetProperty("path").GetString())));

        Task<Answer> RegisterAsync(object jwk, string scope) => world.Api.PostAsync(
            "/api/v1/clients", new { clientId = $"s-{Some.Number}", displayName = "S", scopes = new[] { scope }, jwks = new { keys = new[] { jwk } } }, admin);
    }
}
