using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>What an app sees when an edge refuses: 401, 403, 429 and 503, at the hub, at the token endpoint and at the HTTPS API.</summary>
public sealed class RefusedAttempts(SharedCare shared)
{
    private static readonly TimeSpan Asked = TimeSpan.FromSeconds(30);

    private readonly TestCare care = shared.World;
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Later_is_waited_for_as_long_as_was_asked(HttpStatusCode status)
    {
        await using var bed = await Bedside.OpenAsync(care, clock);

        bed.Edge.Answering = request => request.IsUpgrade ? new EdgeAnswer(status, Asked) : null;
        bed.Edge.Cut();
        await clock.UntilAsync(bed.App, "stale: Busy");
        var (refused, since, next) = (bed.Upgrades.Count, clock.GetUtcNow(), bed.App.Client.Status.NextAttemptAt);
        bed.Edge.Answering = null;
        await bed.PublishAsync(2);
        await clock.UntilAsync(() => bed.Upgrades.Count > refused, "another attempt");
        var waited = clock.GetUtcNow() - since;
        await clock.UntilAsync(bed.App, "live", 2);

        // The clock may run on for a moment until the refusal is told, and until the attempt is heard.
        Assert.InRange(waited, Asked - TimeSpan.FromSeconds(5), Asked + TimeSpan.FromSeconds(15));
        Assert.InRange(next!.Value - since, Asked - TimeSpan.FromSeconds(5), Asked + TimeSpan.FromSeconds(1));
        Assert.Equal("live\nheart rate 1\nstale\nstale: Busy\nheart rate 2\nlive", bed.App.Story);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_token_that_is_refused_is_renewed_once(HttpStatusCode status)
    {
        await using var bed = await Bedside.OpenAsync(care, clock);
        var old = bed.Upgrades[^1].Token;

        bed.Edge.Answering = request => request.IsUpgrade && request.Token == old ? new EdgeAnswer(status) : null;
        bed.Edge.Cut();
        await clock.UntilAsync(bed.App, "live", 2);
        await bed.ShowAsync(2);

        Assert.Equal("live\nheart rate 1\nstale\nlive\nheart rate 2", bed.App.Story);
        Assert.Equal(1, bed.Refreshes);
        Assert.Equal(3, bed.Upgrades.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_fresh_token_that_is_refused_too_is_the_end(HttpStatusCode status)
    {
        await using var bed = await Bedside.OpenAsync(care, clock);

        bed.Edge.Answering = request => request.IsUpgrade ? new EdgeAnswer(status) : null;
        bed.Edge.Cut();
        await clock.UntilAsync(bed.App, "signed out: Revoked");
        await bed.App.UntilAsync("following ended: Revoked");

        Assert.Equal((1, 3), (bed.Refreshes, bed.Upgrades.Count));
        Assert.Equal("live\nheart rate 1\nstale", string.Join('\n', bed.App.Lines.Take(3)));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_token_endpoint_that_is_down_for_a_while_is_not_seen(HttpStatusCode status)
    {
        await using var bed = await Bedside.OpenAsync(care, clock);

        bed.Edge.Answering = request => Bedside.IsRefresh(request) ? new EdgeAnswer(status, Asked) : null;
        var failed = await Assert.ThrowsAsync<CareException>(() => bed.App.Client.HandOverAsync(TestContext.Current.CancellationToken));
        var since = clock.GetUtcNow();
        await bed.ShowAsync(2);
        bed.Edge.Answering = null;
        await clock.UntilAsync(() => bed.Upgrades.Count == 2, "a handover");
        var waited = clock.GetUtcNow() - since;
        await bed.ShowAsync(3);

        Assert.Equal((int)Asked.TotalMilliseconds, failed.Error.RetryAfterMs);
        Assert.InRange(waited, Asked, Asked + TimeSpan.FromSeconds(15));
        Assert.Equal("live\nheart rate 1\nheart rate 2\nheart rate 3", bed.App.Story);
        Assert.Equal(2, bed.Refreshes);
    }

    [Fact]
    public async Task A_refresh_that_is_refused_is_the_end()
    {
        await using var bed = await Bedside.OpenAsync(care, clock);

        bed.Edge.Answering = request => Bedside.IsRefresh(request) ? new EdgeAnswer(HttpStatusCode.BadRequest, Body: """{"error":"invalid_grant"}"""u8.ToArray()) : null;
        await Assert.ThrowsAsync<SessionEndedException>(() => bed.App.Client.HandOverAsync(TestContext.Current.CancellationToken));
        await bed.App.UntilAsync("following ended: Revoked");
        await bed.App.UntilAsync("signed out: Revoked");

        Assert.Equal((1, 1, 4), (bed.Refreshes, bed.Upgrades.Count, bed.App.Lines.Count));
    }

    [Fact]
    public async Task Fifty_calls_whose_token_is_refused_share_one_refresh()
    {
        using var authority = new TestAuthority();
        await using var edge = new Edge(authority.Issue(), care);
        var administrator = await care.HireAsync("administrator");
        await using var signIn = await PasswordSignIn.SignInAsync(
            edge.Address, administrator.UserName, The.Password, new SignInOptions { TrustedRoots = authority.Roots }, TestContext.Current.CancellationToken);
        var old = (await signIn.GetAsync(null, TestContext.Current.CancellationToken)).Value;
        edge.Answering = request => request.Token == old ? new EdgeAnswer(HttpStatusCode.Unauthorized) : null;
        await using var admin = new CareAdministrator(new RealtimeCareClientOptions { Server = edge.Address, Tokens = signIn, TrustedRoots = authority.Roots });

        var lists = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => admin.ListUsersAsync(TestContext.Current.CancellationToken)));

        Assert.All(lists, Assert.NotEmpty);
        // One redeemed the sign-in's code.
        Assert.Equal(2, edge.Requests.Items.Count(Bedside.IsRefresh));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_publisher_repeats_what_was_to_come_later_and_publishes_it_once(HttpStatusCode status)
    {
        using var authority = new TestAuthority();
        await using var edge = new Edge(authority.Issue(), care);
        var patient = await care.AdmitAsync();
        await using var signIn = new ServiceSignIn(care.Server, care.Monitor.ClientId, care.Monitor.Key, Service.KeyId, new SignInOptions { TrustedRoots = care.Roots });
        using var publisher = new CarePublisher(new RealtimeCareClientOptions { Server = edge.Address, Tokens = signIn, TrustedRoots = authority.Roots, Time = clock });
        var refusals = 2;
        edge.Answering = _ => Interlocked.Decrement(ref refusals) >= 0 ? new EdgeAnswer(status, Asked) : null;
        var since = clock.GetUtcNow();

        var publishing = publisher.PublishAsync(Some.Vital(patient.ById), Some.Key, TestContext.Current.CancellationToken);
        await clock.UntilAsync(() => publishing.IsCompleted, "a result");
        var result = await publishing;

        Assert.Equal((1, false), (result.Position.Offset, result.Duplicate));
        Assert.Equal(3, edge.Requests.Items.Count);
        Assert.True(clock.GetUtcNow() - since >= Asked * 2, "it came back before it was asked to");
    }

    [Fact]
    public async Task Other_refusals_are_told_at_once()
    {
        using var authority = new TestAuthority();
        await using var edge = new Edge(authority.Issue()) { Answering = _ => new EdgeAnswer(HttpStatusCode.Forbidden) };
        using var publisher = new CarePublisher(new RealtimeCareClientOptions
        {
            Server = edge.Address, Tokens = TokenSource.From((_, _) => Task.FromResult(new AccessToken("secret", clock.GetUtcNow().AddMinutes(5))), clock), TrustedRoots = authority.Roots, Time = clock,
        });

        var refused = await Assert.ThrowsAsync<CareException>(
            () => publisher.PublishAsync(Some.Vital(Contracts.Messages.PatientReference.ById("1")), Some.Key, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCode.Forbidden, refused.Error.Code);
        Assert.Single(edge.Requests.Items);
    }
}
