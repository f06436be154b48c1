using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>Who reads too late or too slowly is told so, and is never given a part for the whole.</summary>
public sealed class NothingIsMissedUnsaid : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestCare care = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Time = clock);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Reading_on_from_behind_what_is_kept_is_refused_with_what_is_gone(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals);
        var result = await connection.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);
        await connection.UntilEventsAsync(request.SubscriptionId, 3);
        var read = connection.AsReceived(request, result) with { After = result.Start with { Offset = 1 } };
        await TrimAsync();

        var resumed = await connection.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), connection.Resume(read));
        var anew = connection.Subscribe(patient.ById, The.Vitals) with { After = read.After };
        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), anew);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4));
        var start = connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
        await connection.SubscribeAsync(start);
        var events = await connection.UntilEventsAsync(start.SubscriptionId, 1);

        var outcome = Assert.Single(resumed.Subscriptions);
        Assert.Equal((ResumeStatus.Reload, new Gap { From = 2, To = 3, Reason = GapReason.Retention }), (outcome.Status, outcome.Gap));
        Assert.Equal(ErrorCode.UnknownPosition, refused.Code);
        Assert.Equal([(4L, 4)], events.Select(e => (e.Offset, e.Beats())));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Who_left_off_behind_what_is_kept_hears_once_what_is_gone(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);
        var leftOff = connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.LeftOff };
        await UntilStartAsync(connection, leftOff, 1);
        await connection.DisposeAsync();
        for (var beats = 2; beats <= 3; beats++) await care.Monitor.PublishAsync(Some.Vital(patient.ById, beats));
        await TrimAsync();

        var later = await care.Nurse.ConnectAsync(wire);
        leftOff = later.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.LeftOff };
        var unheard = await later.SubscribeAsync(leftOff);
        var told = await later.SubscribeAsync(leftOff with { InvocationId = Guid.NewGuid() });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4));
        var events = await later.UntilEventsAsync(leftOff.SubscriptionId, 1);
        var again = await UntilStartAsync(later, leftOff, 4);

        var gap = new Gap { From = 2, To = 3, Reason = GapReason.Retention };
        Assert.Equal([(3L, gap), (3L, gap)], new[] { unheard, told }.Select(r => (r.Start.Offset, r.Gap!)));
        Assert.Equal([(4, false)], events.Select(e => (e.Beats(), e.Repeated)));
        Assert.Null(again.Gap);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_slow_reader_that_falls_behind_what_is_kept_is_stopped_before_the_hole(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await ConnectSilentAsync(care.Nurse, wire);
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        await PublishAsync(patient, 400);
        await connection.UntilEventsAsync(request.SubscriptionId, 1);
        await SaysThatItLivesAsync(connection);

        await TrimAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 401));
        foreach (var batch in connection.BatchesOf(request.SubscriptionId)) connection.Acknowledge(batch);
        var reload = (await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.ReloadRequired), "ReloadRequired")).As<ReloadRequired>();
        // What was under way when the rest was trimmed still came.
        var read = connection.BatchesOf(request.SubscriptionId)[^1].Through;

        Assert.Equal((request.SubscriptionId, new Gap { From = read + 1, To = 400, Reason = GapReason.Retention }), (reload.SubscriptionId, reload.Gap));
        Assert.Equal(Enumerable.Range(1, (int)read), connection.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
    }

    [Fact]
    public async Task A_patient_of_a_following_who_comes_to_a_hole_leaves_and_joins_from_what_is_kept()
    {
        var patient = await care.AdmitAsync();
        var connection = await ConnectSilentAsync(care.Nurse, Wire.Json);
        await connection.FollowMineAsync();
        var id = (await connection.UntilJoinedAsync(patient)).SubscriptionId;
        await PublishAsync(patient, 400);
        await connection.UntilEventsAsync(id, 1);
        await PassAsync(connection, TimeSpan.FromSeconds(5));

        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 401));
        await TrimAsync(kept: TimeSpan.FromSeconds(2));
        foreach (var batch in connection.BatchesOf(id)) connection.Acknowledge(batch);
        var left = await connection.UntilLeftAsync(patient);
        // What came before the hole; what comes behind it may be here already.
        var read = connection.BatchesOf(id).Last(batch => batch.Through <= 400).Through;
        var joined = await connection.UntilJoinedAsync(patient, times: 2);
        await connection.UntilEventsAsync(id, (int)read + 1);

        Assert.Equal((LeftReason.Reload, new Gap { From = read + 1, To = 400, Reason = GapReason.Retention }), (left.Reason, left.Gap));
        Assert.Equal((id, 400), (joined.SubscriptionId, joined.Start.Offset));
        Assert.Equal(["left", "joined", "401"], connection.StoryOf(id).TakeLast(3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_acknowledges_nothing_for_a_minute_is_closed_and_can_resume(bool isAcknowledging)
    {
        var patient = await care.AdmitAsync();
        var slow = isAcknowledging ? await ConnectSilentAsync(care.Nurse, Wire.Json) : await care.Nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        var other = await care.Physician.ConnectAsync();
        var request = slow.Subscribe(patient.ById, The.Vitals);
        var result = await slow.SubscribeAsync(request);
        var theirs = other.Subscribe(patient.ById, The.Vitals);
        await other.SubscribeAsync(theirs);
        var count = isAcknowledging ? 400 : 2;
        await PublishAsync(patient, count);
        await slow.UntilEventsAsync(request.SubscriptionId, 1);
        await other.UntilEventsAsync(theirs.SubscriptionId, count);

        for (var step = 0; step < 3; step++)
        {
            Assert.DoesNotContain(slow.Received.Items, r => r.Name == nameof(IEndingClient.ConnectionEnding));
            await SaysThatItLivesAsync(slow, other);
            clock.Advance(TimeSpan.FromSeconds(21));
        }

        var ending = (await slow.UntilEndingAsync()).As<ConnectionEnding>();
        await slow.Closed;
        await SaysThatItLivesAsync(other);
        var fresh = await care.Nurse.ConnectAsync();
        await fresh.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), fresh.Resume(slow.AsReceived(request, result)));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, count + 1));
        await fresh.UntilEventsAsync(request.SubscriptionId, count + 1 - slow.EventsOf(request.SubscriptionId).Count);

        Assert.Equal(EndReason.TooSlow, ending.Reason);
        Assert.Equal(
            Enumerable.Range(1, count + 1),
            slow.EventsOf(request.SubscriptionId).Concat(fresh.EventsOf(request.SubscriptionId)).Select(e => e.Beats()));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_reader_is_told_how_far_it_has_been_sent_and_not_again_while_nothing_moves(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync(wire);
        var moving = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(moving);
        await connection.SubscribeAsync(connection.Subscribe(patient.ById, The.Labs));
        await PublishAsync(patient, 3);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 60, EventClass.State));
        await connection.UntilEventsAsync(moving.SubscriptionId, 4);

        await PassAsync(connection, TimeSpan.FromSeconds(16));
        var tops = (await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.Tops), "the tops")).As<Tops>();
        await PassAsync(connection, TimeSpan.FromSeconds(40));

        var last = connection.BatchesOf(moving.SubscriptionId)[^1];
        Assert.Equal(
            [new SubscriptionTop { SubscriptionId = moving.SubscriptionId, Epoch = last.Epoch, Through = last.Through, StateThrough = last.StateThrough }],
            tops.Subscriptions);
        Assert.Single(connection.Received.Items, r => r.Name == nameof(ICareClient.Tops));
    }

    /// <summary>The clock goes on, in steps in which everybody has a turn.</summary>
    private async Task PassAsync(RawConnection connection, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await SaysThatItLivesAsync(connection);
        }
    }

    /// <summary>One that opens the stream of acknowledgements and writes nothing to it by itself.</summary>
    private static async Task<RawConnection> ConnectSilentAsync(Person person, Wire wire)
    {
        var connection = await person.ConnectAsync(new RawOptions { Wire = wire, Acknowledges = false });
        await connection.OpenAcknowledgementsAsync();
        return connection;
    }

    private async Task PublishAsync(TestPatient patient, int count)
    {
        var events = Enumerable.Range(1, count).Select(i => Some.Vital(patient.ById, i) with { IdempotencyKey = Some.Key });
        await care.Monitor.Publisher().PublishBatchAsync([.. events], Token);
    }

    private static async Task<SubscribeResult> UntilStartAsync(RawConnection connection, SubscribeRequest request, long offset)
    {
        for (var i = 0; i < 60; i++)
        {
            var result = await connection.SubscribeAsync(request with { InvocationId = Guid.NewGuid() });
            if (result.Start.Offset == offset) return result;
        }

        throw new TimeoutException($"Nobody left off at {offset}.");
    }

    private async Task TrimAsync(TimeSpan? kept = null)
    {
        var before = clock.GetUtcNow() - (kept ?? TimeSpan.FromSeconds(-1));
        var store = care.Host.Services.GetRequiredService<IStreamStore>();
        while ((await store.TrimAsync(TenantId.Parse(The.Tenant), before, 1000, Token)).HasMore)
        {
            // One step takes all that these tests publish.
        }
    }

    /// <summary>A peer that is silent for half a minute is given up; and an answer comes behind what was sent before it.</summary>
    private static async Task SaysThatItLivesAsync(params RawConnection[] connections)
    {
        foreach (var connection in connections)
            await connection.InvokeAsync<ReportActivityResult>(nameof(ICareHub.ReportActivity), new ReportActivityRequest
            {
                InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken,
            });
    }
}
