using System.Text.Json;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Following a patient with the bare SignalR client, in both protocols, as PROTOCOL.md describes it.</summary>
public sealed class FollowingScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Welcome_is_the_first_message(Wire wire)
    {
        var connection = await care.Nurse.ConnectAsync(wire);

        var welcome = connection.Welcome;
        var tokens = await care.Nurse.TokensAsync();
        Assert.Equal(nameof(IEndingClient.Welcome), connection.Received.Items[0].Name);
        Assert.Equal(tokens.SessionId, welcome.SessionId);
        Assert.Equal(tokens.Claims.GetProperty("exp").GetInt64(), welcome.ExpiresAt.ToUnixTimeSeconds());
        Assert.NotEmpty(welcome.ConnectionToken);
        Assert.NotNull(welcome.IdleEndAt);
        Assert.Equal(256, welcome.MaxUnacknowledgedEvents);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task What_is_published_arrives_in_order_and_without_a_gap(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ByIdentifier, The.Vitals);

        var subscribed = await connection.SubscribeAsync(request);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 20);
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 20);

        Assert.Equal(patient.Id, subscribed.PatientId);
        Assert.Equal(Enumerable.Range(1, 20), events.Select(e => e.Beats()));
        Assert.Equal(Enumerable.Range(1, 20), events.Select(e => (int)(e.Offset - subscribed.Start.Offset)));
        Assert.All(Pairs(connection.BatchesOf(request.SubscriptionId)), p => Assert.Equal(p.First.Through, p.Second.Previous));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task From_the_start_everything_kept_comes_first(Wire wire)
    {
        var patient = await care.AdmitAsync();
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 5);
        var connection = await care.Nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };

        await connection.SubscribeAsync(request);
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 5);

        Assert.Equal([1, 2, 3, 4, 5], events.Select(e => e.Beats()));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task From_a_position_only_what_is_behind_it_comes(Wire wire)
    {
        var patient = await care.AdmitAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        var second = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 3));
        var connection = await care.Nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals) with { After = second.Position };

        await connection.SubscribeAsync(request);
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal([3], events.Select(e => e.Beats()));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Only_the_topics_asked_for_arrive(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Physician.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Labs);
        await connection.SubscribeAsync(request);

        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await care.Monitor.PublishAsync(new PublishRequest { Patient = patient.ById, Topic = The.Labs, Resource = Some.Potassium() });
        var events = await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal([The.Labs], events.Select(e => e.Topic));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_snapshot_holds_the_latest_state_of_each_code(Wire wire)
    {
        var patient = await care.AdmitAsync();
        foreach (var beats in new[] { 60, 70, 80 }) await care.Monitor.PublishAsync(Some.Vital(patient.ById, beats, EventClass.State));
        var connection = await care.Nurse.ConnectAsync(wire);
        var request = new SnapshotRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Patient = patient.ById, Topics = [The.Vitals],
        };

        var snapshot = await connection.InvokeAsync<SnapshotResult>(nameof(ICareHub.Snapshot), request);

        var only = Assert.Single(snapshot.Events);
        Assert.Equal(80, only.Beats());
        Assert.Equal((EventClass.State, 0L), (only.Class, only.Offset));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_state_reaches_a_follower_with_a_growing_version(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);

        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 60, EventClass.State));
        var first = (await connection.UntilEventsAsync(request.SubscriptionId, 1))[0];
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 61, EventClass.State));
        var second = (await connection.UntilEventsAsync(request.SubscriptionId, 2))[1];

        Assert.True(second.StateVersion > first.StateVersion);
        Assert.Equal([60, 61], [first.Beats(), second.Beats()]);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task After_unsubscribing_nothing_comes(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync(wire);
        var left = connection.Subscribe(patient.ById, The.Vitals);
        var kept = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(left);
        await connection.SubscribeAsync(kept);

        await connection.InvokeAsync<Done>(nameof(ICareHub.Unsubscribe), new UnsubscribeRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, SubscriptionId = left.SubscriptionId,
        });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await connection.UntilEventsAsync(kept.SubscriptionId, 1);

        Assert.Empty(connection.EventsOf(left.SubscriptionId));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_wrong_request_is_refused_with_a_code_that_says_what_is_wrong(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync(wire);
        var good = connection.Subscribe(patient.ById, The.Vitals);

        async Task<ErrorCode> CodeAsync(SubscribeRequest request) => (await connection.RefusedAsync(nameof(ICareHub.Subscribe), request)).Code;

        Assert.Equal(ErrorCode.InvalidConnectionToken, await CodeAsync(good with { ConnectionToken = "somebody-else's" }));
        Assert.Equal(ErrorCode.UnknownTopic, await CodeAsync(good with { Topics = ["horoscope"] }));
        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(good with { Topics = [] }));
        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(good with { Patient = new PatientReference() }));
        Assert.Equal(ErrorCode.StaleRequest, await CodeAsync(good with { Timestamp = care.Time.GetUtcNow().AddMinutes(-6) }));
        Assert.Equal(ErrorCode.UnknownPosition, await CodeAsync(good with { After = new Position { Epoch = 1, Offset = 1_000_000 } }));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Activity_moves_the_idle_end(Wire wire)
    {
        var connection = await care.Nurse.ConnectAsync(wire);

        var result = await connection.InvokeAsync<ReportActivityResult>(nameof(ICareHub.ReportActivity), new ReportActivityRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken,
        });

        Assert.True(result.IdleEndAt >= connection.Welcome.IdleEndAt);
    }

    [Fact]
    public async Task Followers_of_both_protocols_see_the_same()
    {
        var patient = await care.AdmitAsync();
        var json = await care.Nurse.ConnectAsync(Wire.Json);
        var packed = await care.Nurse.ConnectAsync(Wire.MessagePack);
        var inJson = json.Subscribe(patient.ById, The.Vitals);
        var inPacked = packed.Subscribe(patient.ById, The.Vitals);
        await json.SubscribeAsync(inJson);
        await packed.SubscribeAsync(inPacked);

        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);
        var first = await json.UntilEventsAsync(inJson.SubscriptionId, 3);
        var second = await packed.UntilEventsAsync(inPacked.SubscriptionId, 3);

        Assert.Equal(first.Select(Text), second.Select(Text));
    }

    private static string Text(CareEvent careEvent) => JsonSerializer.Serialize(careEvent);

    private static IEnumerable<(EventBatch First, EventBatch Second)> Pairs(IReadOnlyList<EventBatch> batches) => batches.Zip(batches.Skip(1));
}
