using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>An older connection that its client has given up comes late: it takes nothing away from the newer one.</summary>
public sealed class TooLate : IAsyncLifetime
{
    private TestCare care = null!;

    private HeldTrail Trail => care.Host.Services.GetRequiredService<HeldTrail>();

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Replace = HeldTrail.Replace);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_resume_that_was_overtaken_takes_nothing_back()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var (request, resumed) = await LeftBehindAsync(nurse, patient);
        var (late, fresh) = (await nurse.ConnectAsync(), await nurse.ConnectAsync());
        Trail.Hold(e => e.Kind == EntryKinds.DeliveryEntitled && e.Connection == late.Welcome.ConnectionId);
        var asking = late.RefusedAsync(nameof(ICareHub.Resume), late.Resume(resumed));
        await Trail.Held;

        await fresh.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), fresh.Resume(resumed));
        Trail.Release();
        var refused = await asking;
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await fresh.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal(ErrorCode.Unavailable, refused.Code);
        Assert.Equal([2], fresh.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
        Assert.Empty(late.EventsOf(request.SubscriptionId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nor_does_one_whose_position_is_gone_or_that_follows_ones_own_patients(bool isReload)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var (late, fresh) = (await nurse.ConnectAsync(), await nurse.ConnectAsync());
        var mine = await fresh.FollowMineAsync();
        var (joined, plain) = (await fresh.UntilJoinedAsync(patient), fresh.Subscribe(patient.ById, The.Vitals));
        var subscribed = await fresh.SubscribeAsync(plain);
        var resumed = fresh.AsReceived(plain, subscribed);
        var request = isReload
            ? late.Resume(resumed with { After = new Position { Epoch = resumed.After.Epoch + 1, Offset = 1 } })
            : late.Resume(fresh, mine);

        var refused = await late.RefusedAsync(nameof(ICareHub.Resume), request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await fresh.UntilEventsAsync(plain.SubscriptionId, 1);
        await fresh.UntilEventsAsync(joined.SubscriptionId, 1);

        Assert.Equal(ErrorCode.Unavailable, refused.Code);
    }

    [Fact]
    public async Task Nor_does_it_take_the_rest_of_what_it_asks_for()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var (_, free) = await LeftBehindAsync(nurse, patient);
        var (late, fresh) = (await nurse.ConnectAsync(), await nurse.ConnectAsync());
        var request = fresh.Subscribe(patient.ById, The.Vitals);
        var held = fresh.AsReceived(request, await fresh.SubscribeAsync(request));

        var refused = await late.RefusedAsync(nameof(ICareHub.Resume), late.Resume(free, held));

        Assert.Equal(ErrorCode.Unavailable, refused.Code);
        Assert.DoesNotContain(Trail.Written.Items, e => e.Kind == EntryKinds.DeliveryEntitled && e.Connection == late.Welcome.ConnectionId);
    }

    [Fact]
    public async Task When_the_newer_connection_is_gone_the_older_one_may()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var (older, newer) = (await nurse.ConnectAsync(), await nurse.ConnectAsync());
        var request = newer.Subscribe(patient.ById, The.Vitals);
        var resumed = newer.AsReceived(request, await newer.SubscribeAsync(request));
        await newer.DisposeAsync();
        await Trail.Written.UntilAsync(e => e.Kind == EntryKinds.ConnectionClosed && e.Connection == newer.Welcome.ConnectionId, "the end of the newer connection");

        await older.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), older.Resume(resumed));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));

        Assert.Single(await older.UntilEventsAsync(request.SubscriptionId, 1));
    }

    [Fact]
    public async Task A_session_that_opens_two_connections_at_once_began_once()
    {
        var nurse = await care.HireAsync("nurse");
        var tokens = await nurse.TokensAsync();
        Trail.Hold(e => e.Kind == EntryKinds.SessionStarted && e.Session == tokens.SessionId);
        var first = nurse.ConnectAsync();
        await Trail.Held;
        var second = nurse.ConnectAsync();
        // Whoever connects behind it has come, so it has too.
        await care.Stranger.ConnectAsync();

        Trail.Release();
        await Task.WhenAll(first, second);

        Assert.Single(Trail.Written.Items, e => e.Kind == EntryKinds.SessionStarted && e.Session == tokens.SessionId);
        Assert.Equal(2, Trail.Written.Items.Count(e => e.Kind == EntryKinds.Handshake && e.Session == tokens.SessionId));
    }

    /// <summary>A subscription that was read through its first event, on a connection that is gone.</summary>
    private async Task<(SubscribeRequest Request, ResumedSubscription Resumed)> LeftBehindAsync(Person nurse, TestPatient patient)
    {
        var before = await nurse.ConnectAsync();
        var request = before.Subscribe(patient.ById, The.Vitals);
        var result = await before.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await before.UntilEventsAsync(request.SubscriptionId, 1);
        await before.DisposeAsync();
        return (request, before.AsReceived(request, result));
    }
}
