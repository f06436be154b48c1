using System.IdentityModel.Tokens.Jwt;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>An hour on the clock with one sign-in of a person and one of a service: tokens come and go, and nobody notices.</summary>
public sealed class TokensOverAnHour : IAsyncLifetime
{
    // What the host says while its trail is behind a leap of the clock.
    private const int Later = 503;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly SeenRequests seen = new();
    private TestCare care = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o =>
    {
        o.Time = clock;
        o.Replace = seen.Replace;
    });

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task Each_life_of_a_token_costs_one_renewal_and_nothing_is_refused_or_missed()
    {
        var patient = await care.AdmitAsync();
        await using var person = await PasswordSignIn.SignInAsync(care.Server, care.Nurse.UserName, The.Password, Options(), Token);
        await using var service = new ServiceSignIn(care.Server, care.Monitor.ClientId, care.Monitor.Key, Service.KeyId, Options());
        await using var nurse = new RealtimeCareClient(ClientOptions(person));
        using var publisher = new CarePublisher(ClientOptions(service));
        await nurse.ConnectAsync(Token);
        var got = new Record<int>();
        await using var followed = await nurse.FollowAsync(patient.ById, [The.Vitals], Keep(got), FollowFrom.Start, Token);
        await using var stream = await publisher.OpenStreamAsync(Token);
        var setUp = seen.All.Items.Count;

        var published = 0;
        for (var end = clock.GetUtcNow() + TimeSpan.FromHours(1); clock.GetUtcNow() < end; clock.Advance(Step))
        {
            var round = RoundAsync();
            await UntilAsync(() => round.IsCompleted, "the end of a round");
            await round;
            await UntilAsync(() => got.Items.Count >= published, $"{published} events");
        }

        async Task RoundAsync()
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => { await person.GetAsync(null, Token); await service.GetAsync(null, Token); }));
            await stream.PublishAsync(Some.Vital(patient.ById, ++published), $"{published}", Token);
            await publisher.PublishAsync(Some.Vital(patient.ById, ++published), $"{published}", Token);
            await nurse.ReportActivityAsync(Token);
        }

        var all = seen.All.Items.Skip(setUp).ToList();
        Assert.Equal(Enumerable.Range(1, published), got.Items);
        Assert.Empty(all.Where(one => one.Refused is not 0 and not Later));
        var renewals = AssertRenewedOnceALife(all, "/hubs/care") + AssertRenewedOnceALife(all, "/hubs/publish");
        // At the end a token may have been renewed that no connection has come with yet.
        Assert.InRange(Answered("/connect/token"), renewals, renewals + 2);
        Assert.Empty(all.Where(one => one.Path == "/connect/challenge"));
        Assert.Equal(published / 2, Answered("/api/v1/events"));

        int Answered(string path) => all.Sum(one => one.Path != path ? 0 : one.Refused == 0 ? 1 : -1);
    }

    // Host and SDK wait on that clock as well: the host for a living trail after each leap, the SDK before it tries again.
    private async Task UntilAsync(Func<bool> isSo, string what)
    {
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var turn = 0; !isSo(); turn++)
        {
            if (turn > 4000) throw new TimeoutException($"It did not come to {what}.");
            if (turn > 2) clock.Advance(TimeSpan.FromMilliseconds(250));
            await turns.WaitForNextTickAsync(Token);
        }
    }

    // Every connection comes with a bearer token of its own, and is followed by the next after 70 percent of that token's life and before its end.
    private static int AssertRenewedOnceALife(IEnumerable<SeenRequest> all, string hub)
    {
        var upgrades = all.Where(one => one.Path == hub).DistinctBy(one => one.Authorization).ToList();
        Assert.All(upgrades, one => Assert.StartsWith("Bearer ", one.Authorization, StringComparison.Ordinal));
        var tokens = upgrades.Select(one => new JwtSecurityToken(one.Authorization["Bearer ".Length..])).ToList();
        var life = (tokens[0].ValidTo - tokens[0].ValidFrom).TotalSeconds;
        Assert.InRange(tokens.Count, (int)(3600 / life), (int)(3600 / (life * 0.7)) + 1);
        // How late at most is the cache's own test: here the clock leaps.
        Assert.All(tokens.Zip(tokens.Skip(1)), pair => Assert.InRange((pair.Second.IssuedAt - pair.First.IssuedAt).TotalSeconds, life * 0.7 - 1, life));
        return tokens.Count;
    }

    private SignInOptions Options() => new() { TrustedRoots = care.Roots, Time = clock };

    private RealtimeCareClientOptions ClientOptions(ITokenSource tokens) =>
        new() { Server = care.Server, Tokens = tokens, TrustedRoots = care.Roots, Time = clock };

    private static Func<Notification, CancellationToken, Task> Keep(Record<int> got) => (notification, _) =>
    {
        got.Add(notification.Event.Beats());
        return Task.CompletedTask;
    };
}
