using System.Net;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Who may follow whom, and until when.</summary>
public sealed class AccessScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_strangers_patient_and_no_patient_look_the_same(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Stranger.ConnectAsync(wire);
        PatientReference[] targets =
        [
            patient.ById, patient.ByIdentifier, PatientReference.ById(Guid.NewGuid().ToString()), PatientReference.ByIdentifier(The.RecordNumbers, "nobody"),
        ];

        var subscribing = new List<CareError>();
        var looking = new List<CareError>();
        foreach (var target in targets)
        {
            var request = connection.Subscribe(target, The.Vitals);
            subscribing.Add(await connection.RefusedAsync(nameof(ICareHub.Subscribe), request));
            looking.Add(await connection.RefusedAsync(nameof(ICareHub.Snapshot), new SnapshotRequest
            {
                InvocationId = Guid.NewGuid(), ConnectionToken = request.ConnectionToken, Patient = target, Topics = [The.Vitals],
            }));
        }

        Assert.All(subscribing.Concat(looking), e => Assert.Equal(ErrorCode.Forbidden, e.Code));
        Assert.Single(subscribing.Concat(looking).Select(e => e.Message).Distinct());
        Assert.Equal(8, subscribing.Concat(looking).Select(e => e.RequestId).Distinct().Count());
    }

    [Fact]
    public async Task When_a_relationship_ends_the_stream_stops_without_a_reconnect()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse, care.Physician);
        var leaving = await nurse.ConnectAsync();
        var staying = await care.Physician.ConnectAsync();
        var ended = leaving.Subscribe(patient.ById, The.Vitals);
        var kept = staying.Subscribe(patient.ById, The.Vitals);
        await leaving.SubscribeAsync(ended);
        await staying.SubscribeAsync(kept);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await leaving.UntilEventsAsync(ended.SubscriptionId, 1);

        await care.SetTeamAsync(patient, care.Physician);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        var change = (await leaving.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), "AccessChanged")).As<AccessChanged>();
        await staying.UntilEventsAsync(kept.SubscriptionId, 2);

        Assert.Equal((ended.SubscriptionId, false), (change.SubscriptionId, change.Permitted));
        Assert.Equal([1], leaving.EventsOf(ended.SubscriptionId).Select(e => e.Beats()));
        Assert.Equal(ErrorCode.Forbidden, (await leaving.RefusedAsync(nameof(ICareHub.Subscribe), leaving.Subscribe(patient.ById, The.Vitals))).Code);
    }

    [Fact]
    public async Task A_relationship_can_be_loaded_again_and_looked_up()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(care.Physician);
        var connection = await nurse.ConnectAsync();
        var before = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));

        await care.SetTeamAsync(patient, care.Physician, nurse);
        await connection.SubscribeAsync(connection.Subscribe(patient.ById, The.Vitals));
        var admin = (await care.Administrator.TokensAsync()).Access;
        var found = (await care.Api.PostAsync("/api/v1/relationships/search", new { patient = patient.ById }, admin)).Ok().Json;

        Assert.Equal(ErrorCode.Forbidden, before.Code);
        Assert.Contains(found.GetProperty("relationships").EnumerateArray(), r => r.GetProperty("subject").GetString() == nurse.UserId);
    }

    [Fact]
    public async Task A_care_team_that_is_over_gives_nothing()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();

        await care.LoadAsync(Some.CareTeam(patient.CareTeamId, patient.Identifier, [nurse.UserId], "inactive"));
        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    [Fact]
    public async Task Only_an_administrator_loads_relationships()
    {
        var patient = await care.AdmitAsync();
        var team = Some.CareTeam("mine", patient.Identifier, [care.Stranger.UserId]);

        var answer = await care.Api.PostAsync("/api/v1/relationships", team, (await care.Stranger.TokensAsync()).Access);

        Assert.Equal((HttpStatusCode.Forbidden, (int)ErrorCode.Forbidden), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("""{"resourceType": "CareTeam", "status": "active"}""")]
    [InlineData("""{"resourceType": "Patient", "id": "x"}""")]
    [InlineData("""{"resourceType": "CareTeam", "id": "x", "status": "active", "participant": "all"}""")]
    public async Task What_is_no_relationship_is_refused_and_changes_nothing(string body)
    {
        var admin = (await care.Administrator.TokensAsync()).Access;

        var answer = await care.Api.PostTextAsync("/api/v1/relationships", body, admin);

        Assert.Contains((answer.Status, answer.Code), new[]
        {
            (HttpStatusCode.BadRequest, (int)ErrorCode.InvalidRequest), (HttpStatusCode.UnprocessableEntity, (int)ErrorCode.InvalidResource),
        });
    }

    [Fact]
    public async Task An_administrator_follows_nobody()
    {
        var patient = await care.AdmitAsync(care.Nurse, care.Administrator);
        var connection = await care.Administrator.ConnectAsync();

        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }
}
