using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Drops, handovers and slow readers: all of them are reading on from a position.</summary>
public sealed class ContinuityScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task After_a_drop_nothing_is_lost_and_nothing_comes_twice(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var before = await nurse.ConnectAsync(wire);
        var request = before.Subscribe(patient.ById, The.Vitals);
        var result = await before.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 10);
        await before.UntilEventsAsync(request.SubscriptionId, 10);

        await before.DisposeAsync();
        for (var beats = 11; beats <= 20; beats++) await care.Monitor.PublishAsync(Some.Vital(patient.ById, beats));
        var after = await nurse.ConnectAsync(wire);
        var resumed = await after.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), after.Resume(before.AsReceived(request, result)));
        await after.UntilEventsAsync(request.SubscriptionId, 10);

        Assert.Equal([ResumeStatus.Resumed], resumed.Subscriptions.Select(s => s.Status));
        Assert.Equal(
            Enumerable.Range(1, 20),
            before.EventsOf(request.SubscriptionId).Concat(after.EventsOf(request.SubscriptionId)).Select(e => e.Beats()));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_handover_moves_the_subscriptions_and_closes_the_old_connection(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var old = await nurse.ConnectAsync(wire);
        var request = old.Subscribe(patient.ById, The.Vitals);
        var result = await old.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);
        await old.UntilEventsAsync(request.SubscriptionId, 3);

        var renewed = TokenPair.From((await SignIn.RefreshAsync(care.Api, (await nurse.TokensAsync()).Refresh!)).Ok());
        var fresh = await care.ConnectAsync(renewed.Access, new RawOptions { Wire = wire });
        await fresh.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), fresh.Resume(old.AsReceived(request, result)));
        var ending = await old.UntilEndingAsync();
        await old.Closed;
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4));
        await fresh.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal(EndReason.HandedOver, ending.As<ConnectionEnding>().Reason);
        Assert.Equal([1, 2, 3], old.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
        Assert.Equal([4], fresh.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
    }

    [Fact]
    public async Task A_position_of_another_life_of_the_store_means_load_anew()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        var result = await connection.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 2);
        var strange = connection.AsReceived(request, result) with { After = new Position { Epoch = result.Start.Epoch + 1, Offset = 1 } };

        var resumed = await connection.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), connection.Resume(strange));

        Assert.Equal([ResumeStatus.Reload], resumed.Subscriptions.Select(s => s.Status));
    }

    [Fact]
    public async Task Nobody_resumes_what_they_may_not_follow()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Stranger.ConnectAsync();
        var claimed = new ResumedSubscription
        {
            SubscriptionId = Guid.NewGuid(), PatientId = patient.Id, Topics = [The.Vitals], After = new Position { Epoch = 1, Offset = 0 }, StateAfter = 0,
        };

        var resumed = await connection.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), connection.Resume(claimed));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));

        Assert.Equal([ResumeStatus.Denied], resumed.Subscriptions.Select(s => s.Status));
        Assert.Empty(connection.EventsOf(claimed.SubscriptionId));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_reader_that_does_not_acknowledge_gets_one_window_and_no_more(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var publisher = care.Monitor.Publisher();
        var connection = await nurse.ConnectAsync(new RawOptions { Wire = wire, Acknowledges = false });
        await connection.OpenAcknowledgementsAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);

        var events = Enumerable.Range(1, 400).Select(i => Some.Vital(patient.ById, i) with { IdempotencyKey = Some.Key });
        await publisher.PublishBatchAsync([.. events], TestContext.Current.CancellationToken);
        // An answer that comes behind the first batches shows that the server had the chance to send more.
        await connection.UntilEventsAsync(request.SubscriptionId, 1);
        await connection.InvokeAsync<ReportActivityResult>(nameof(ICareHub.ReportActivity), new ReportActivityRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken,
        });
        var unacknowledged = connection.EventsOf(request.SubscriptionId).Count;
        var seen = 0;
        while (connection.EventsOf(request.SubscriptionId).Count < 400)
        {
            var batches = connection.BatchesOf(request.SubscriptionId);
            foreach (var batch in batches.Skip(seen)) connection.Acknowledge(batch);
            seen = batches.Count;
            await connection.UntilEventsAsync(request.SubscriptionId, Math.Min(400, connection.EventsOf(request.SubscriptionId).Count + 1));
        }

        Assert.InRange(unacknowledged, 1, 256);
        Assert.Equal(Enumerable.Range(1, 400), connection.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task An_event_larger_than_the_window_arrives_alone(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Physician.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        var large = Some.HeartRate(2).ToJson().Replace("Said by", new string('x', 100_000), StringComparison.Ordinal);

        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Resource = FhirJson.Parse(large) });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 3));
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 3);

        Assert.Equal([1, 2, 3], events.Select(e => e.Beats()));
    }

    [Fact]
    public async Task An_event_larger_than_the_window_is_not_kept_waiting_by_what_others_bring_without_end()
    {
        var nurse = await care.HireAsync("nurse");
        var busy = await care.AdmitAsync(nurse);
        var calm = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        await connection.OpenAcknowledgementsAsync();
        var stream = connection.Subscribe(busy.ById, The.Vitals);
        var report = connection.Subscribe(calm.ById, The.Vitals);
        await connection.SubscribeAsync(stream);
        await connection.SubscribeAsync(report);
        var events = Enumerable.Range(1, 480).Select(i => Some.Vital(busy.ById, i) with { IdempotencyKey = Some.Key });
        await care.Monitor.Publisher().PublishBatchAsync([.. events], TestContext.Current.CancellationToken);
        await connection.UntilEventsAsync(stream.SubscriptionId, 1);
        var large = Some.HeartRate(2).ToJson().Replace("Said by", new string('x', 100_000), StringComparison.Ordinal);
        await care.Monitor.PublishAsync(Some.Vital(calm.ById) with { Resource = FhirJson.Parse(large) });

        // One batch after the other is acknowledged, so that there is always something on the way while the stream has more.
        for (var acknowledged = 0; connection.EventsOf(report.SubscriptionId).Count == 0; acknowledged++)
        {
            await connection.Received.UntilAllAsync(
                _ => connection.BatchesOf(stream.SubscriptionId).Count > acknowledged || connection.EventsOf(report.SubscriptionId).Count > 0, "one more batch");
            if (connection.BatchesOf(stream.SubscriptionId).Count > acknowledged) connection.Acknowledge(connection.BatchesOf(stream.SubscriptionId)[acknowledged]);
        }

        Assert.True(connection.EventsOf(stream.SubscriptionId).Count < 480, "the large event came only when the stream had nothing more");
    }
}
