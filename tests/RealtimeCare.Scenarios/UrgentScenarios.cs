using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>
/// Critical events before a backlog, and no subscription that starves behind another. A copy is a disclosure like every other: who may
/// not see the event gets none, and the book has it before the reader.
/// </summary>
public sealed class UrgentScenarios(RecordedCare recorded) : IClassFixture<RecordedCare>
{
    private readonly TestCare care = recorded.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_critical_event_overtakes_a_full_window_and_comes_again_in_its_order(Wire wire)
    {
        var (nurse, patient) = await TreatedAsync();
        var (connection, request, start) = await HeldUpAsync(nurse, patient, wire);

        var critical = await PublishCriticalAsync(patient, 500);
        var copy = (await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.UrgentEvents), "the copy")).As<EventBatch>();
        await AcknowledgeUntilAsync(connection, request.SubscriptionId, 301);

        var ahead = Assert.Single(copy.Events);
        Assert.Equal((critical.Position.Offset, 500), (ahead.Offset, ahead.Beats()));
        Assert.Equal((copy.Previous, start.Epoch), (copy.Through, copy.Epoch));
        Assert.True(copy.Through < ahead.Offset);
        Assert.Equal([.. Enumerable.Range(1, 300), 500], connection.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
    }

    [Fact]
    public async Task The_book_has_a_copy_before_its_reader_has_it()
    {
        var (nurse, patient) = await TreatedAsync();
        var (connection, request, _) = await HeldUpAsync(nurse, patient, Wire.Json);

        var critical = await PublishCriticalAsync(patient, 500);
        await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.UrgentEvents), "the copy");

        var entry = Assert.Single(recorded.Trail.Written.Items, e => e.Subscription == request.SubscriptionId && e.Reason == "urgent");
        Assert.Equal(
            (EntryKinds.DeliveryProgress, critical.Position.Offset - 1, critical.Position.Offset), (entry.Kind, entry.FromOffset, entry.ThroughOffset));
        Assert.Equal((nurse.UserId, patient.Id), (entry.Actor, entry.Patient));
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_gets_the_reserve_and_no_more()
    {
        var (nurse, patient) = await TreatedAsync();
        var (connection, request, _) = await HeldUpAsync(nurse, patient, Wire.Json);

        for (var i = 0; i < 20; i++) await PublishCriticalAsync(patient, 500 + i);
        await connection.Received.UntilAllAsync(_ => CopiesOf(connection).Count >= RealtimeCareProtocol.MaxUrgentEvents, "the reserve");
        await RoundTripAsync(connection);
        var copies = CopiesOf(connection);
        await AcknowledgeUntilAsync(connection, request.SubscriptionId, 320);

        Assert.Equal(Enumerable.Range(500, RealtimeCareProtocol.MaxUrgentEvents), copies.Select(e => e.Beats()));
        Assert.Equal([.. Enumerable.Range(1, 300), .. Enumerable.Range(500, 20)], connection.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
    }

    [Fact]
    public async Task Who_may_not_see_it_any_more_or_follows_something_else_gets_no_copy()
    {
        var (nurse, patient) = await TreatedAsync();
        var (withdrawn, _, _) = await HeldUpAsync(nurse, patient, Wire.Json);
        var elsewhere = await care.AdmitAsync(care.Physician);
        var (other, _, _) = await HeldUpAsync(care.Physician, elsewhere, Wire.Json);

        await care.SetTeamAsync(patient, care.Physician);
        await withdrawn.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), "the withdrawal");
        await PublishCriticalAsync(patient, 500);
        await care.Monitor.PublishAsync(new PublishRequest { Patient = elsewhere.ById, Topic = The.Labs, Severity = EventSeverity.Critical, Resource = Some.Potassium() });
        await RoundTripAsync(withdrawn);
        await RoundTripAsync(other);

        Assert.Empty(CopiesOf(withdrawn));
        Assert.Empty(CopiesOf(other));
    }

    [Fact]
    public async Task A_small_stream_is_not_starved_by_two_that_have_much_to_say()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        await connection.OpenAcknowledgementsAsync();
        List<Guid> ids = [];
        foreach (var count in new[] { 400, 400, 120 })
        {
            var patient = await care.AdmitAsync(nurse);
            await PublishAsync(patient, count);
            var request = connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
            await connection.SubscribeAsync(request);
            ids.Add(request.SubscriptionId);
        }

        var acknowledged = 0;
        while (connection.EventsOf(ids[2]).Count < 120)
        {
            var batches = await connection.Received.UntilAllAsync(all => all.Count(IsBatch) > acknowledged, "another batch");
            connection.Acknowledge(batches.Where(IsBatch).ElementAt(acknowledged++).As<EventBatch>());
        }

        Assert.All(ids[..2], id => Assert.True(connection.EventsOf(id).Count < 400, "the small stream came last"));
    }

    [Fact]
    public async Task What_is_critical_and_found_no_room_is_served_before_others_once_there_is_some()
    {
        var nurse = await care.HireAsync("nurse");
        var pressing = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        await connection.OpenAcknowledgementsAsync();
        var first = connection.Subscribe(pressing.ById, The.Vitals);
        await connection.SubscribeAsync(first);
        var holding = await BacklogAsync(connection, nurse);
        for (var i = 0; i < RealtimeCareProtocol.MaxUrgentEvents; i++) await PublishCriticalAsync(holding, 500 + i);
        for (var i = 0; i < 3; i++) await BacklogAsync(connection, nurse);
        await connection.Received.UntilAllAsync(_ => CopiesOf(connection).Count == RealtimeCareProtocol.MaxUrgentEvents, "a full reserve");

        await PublishCriticalAsync(pressing, 900);
        await RoundTripAsync(connection);
        var before = connection.Received.Items.Count(IsBatch);
        for (var i = 0; i < 2; i++) await AcknowledgeOneAsync(connection, i, before + i);

        // The room may come in the middle of a round; then it is the next.
        Assert.Contains(connection.Received.Items.Where(IsBatch).Skip(before), batch => batch.As<EventBatch>().SubscriptionId == first.SubscriptionId);
        Assert.Equal([900], connection.EventsOf(first.SubscriptionId).Select(e => e.Beats()));
    }

    [Fact]
    public async Task A_session_has_a_limit_beside_that_of_each_connection_and_a_takeover_counts_once()
    {
        var (nurse, patient) = await TreatedAsync();
        var first = await nurse.ConnectAsync();
        var second = await nurse.ConnectAsync();
        var third = await nurse.ConnectAsync();
        ResumedSubscription[] some = [.. await ManyAsync(first, patient)], more = [.. await ManyAsync(first, patient)];

        await first.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), first.Resume(some));
        await second.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), second.Resume(more));
        var full = await first.RefusedAsync(nameof(ICareHub.Subscribe), first.Subscribe(patient.ById, The.Vitals));
        var beyond = await third.RefusedAsync(nameof(ICareHub.Subscribe), third.Subscribe(patient.ById, The.Vitals));
        var taken = await third.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), third.Resume(some));
        await first.Closed;

        Assert.Equal((ErrorCode.TooLarge, ErrorCode.TooLarge), (full.Code, beyond.Code));
        Assert.All(taken.Subscriptions, one => Assert.Equal(ResumeStatus.Resumed, one.Status));
    }

    private static async Task AcknowledgeOneAsync(RawConnection connection, int which, int had)
    {
        connection.Acknowledge(connection.Received.Items.Where(IsBatch).ElementAt(which).As<EventBatch>());
        await connection.Received.UntilAllAsync(all => all.Count(IsBatch) > had, "another batch");
    }

    private static bool IsBatch(Received received) => received.Name == nameof(ICareClient.Events);

    private static List<CareEvent> CopiesOf(RawConnection connection) =>
        [.. connection.Received.Items.Where(r => r.Name == nameof(ICareClient.UrgentEvents)).SelectMany(r => r.As<EventBatch>().Events)];

    private static async Task<IEnumerable<ResumedSubscription>> ManyAsync(RawConnection connection, TestPatient patient)
    {
        var now = await connection.InvokeAsync<SnapshotResult>(nameof(ICareHub.Snapshot), new SnapshotRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Patient = patient.ById, Topics = [The.Vitals],
        });
        return Enumerable.Range(0, RealtimeCareProtocol.MaxSubscriptions).Select(_ => new ResumedSubscription
        {
            SubscriptionId = Guid.NewGuid(), PatientId = patient.Id, Topics = [The.Vitals], After = now.Position, StateAfter = 0,
        });
    }

    /// <summary>An answer that comes behind what the server had the chance to send.</summary>
    private static Task<ReportActivityResult> RoundTripAsync(RawConnection connection) =>
        connection.InvokeAsync<ReportActivityResult>(nameof(ICareHub.ReportActivity), new ReportActivityRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken,
        });

    private static async Task AcknowledgeUntilAsync(RawConnection connection, Guid subscription, int count)
    {
        var seen = 0;
        while (connection.EventsOf(subscription).Count < count)
        {
            var batches = connection.BatchesOf(subscription);
            foreach (var batch in batches.Skip(seen)) connection.Acknowledge(batch);
            seen = batches.Count;
            await connection.UntilEventsAsync(subscription, Math.Min(count, connection.EventsOf(subscription).Count + 1));
        }
    }

    private async Task<(Person Nurse, TestPatient Patient)> TreatedAsync()
    {
        var nurse = await care.HireAsync("nurse");
        return (nurse, await care.AdmitAsync(nurse));
    }

    /// <summary>A reader whose window is full of 300 events and that acknowledges nothing by itself.</summary>
    private async Task<(RawConnection Connection, SubscribeRequest Request, Position Start)> HeldUpAsync(Person person, TestPatient patient, Wire wire)
    {
        var connection = await person.ConnectAsync(new RawOptions { Wire = wire, Acknowledges = false });
        await connection.OpenAcknowledgementsAsync();
        await PublishAsync(patient, 300);
        var request = connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
        var result = await connection.SubscribeAsync(request);
        await connection.UntilEventsAsync(request.SubscriptionId, 1);
        return (connection, request, result.Start);
    }

    /// <summary>One more patient with more than a window of events, followed from the start.</summary>
    private async Task<TestPatient> BacklogAsync(RawConnection connection, Person nurse)
    {
        var patient = await care.AdmitAsync(nurse);
        await PublishAsync(patient, 400);
        await connection.SubscribeAsync(connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start });
        return patient;
    }

    private async Task PublishAsync(TestPatient patient, int count) => await care.Monitor.Publisher().PublishBatchAsync(
        [.. Enumerable.Range(1, count).Select(i => Some.Vital(patient.ById, i) with { IdempotencyKey = Some.Key })], TestContext.Current.CancellationToken);

    private Task<PublishResult> PublishCriticalAsync(TestPatient patient, int beats) =>
        care.Monitor.PublishAsync(Some.Vital(patient.ById, beats) with { Severity = EventSeverity.Critical });
}
