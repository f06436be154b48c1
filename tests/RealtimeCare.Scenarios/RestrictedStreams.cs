using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Events labelled above normal lie in a stream of their own, which only those who are cleared for it can follow or count.</summary>
public sealed class RestrictedStreams(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    public static TheoryData<string, string> Above => new()
    {
        { "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R" },
        { "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "V" },
        { "http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY" },
        { "https://general-hospital.example/labels", "secret" },
    };

    [Theory]
    [MemberData(nameof(Above))]
    public async Task A_labelled_event_moves_no_offset_that_others_see(string system, string code)
    {
        var patient = await care.AdmitAsync();
        var nurse = await care.Nurse.ConnectAsync();
        var request = nurse.Subscribe(patient.ById, The.Vitals);
        await nurse.SubscribeAsync(request);

        var first = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        var hidden = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2) with { Resource = Some.HeartRate(2).Labelled(system, code) });
        var state = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 3, EventClass.State) with { Resource = Some.HeartRate(3).Labelled(system, code) });
        var last = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 4));
        var seen = await nurse.UntilEventsAsync(request.SubscriptionId, 2);

        Assert.Equal([1, 4], seen.Select(e => e.Beats()));
        Assert.Equal([1L, 2L], seen.Select(e => e.Offset));
        Assert.Equal((1L, 2L), (first.Position.Offset, last.Position.Offset));
        Assert.Equal((true, 1L), (hidden.Restricted, hidden.Position.Offset));
        Assert.Equal((true, 1L), (state.Restricted, state.StateVersion));
        Assert.Equal((2L, 0L), nurse.BatchesOf(request.SubscriptionId).Select(b => (b.Through, b.StateThrough)).Last());
    }

    [Fact]
    public async Task Without_clearance_the_restricted_stream_looks_like_no_patient()
    {
        var patient = await care.AdmitAsync();
        var nurse = await care.Nurse.ConnectAsync();
        var request = nurse.Subscribe(patient.ById, The.Vitals) with { Restricted = true };
        var nobody = nurse.Subscribe(PatientReference.ById(Guid.CreateVersion7().ToString()), The.Vitals) with { Restricted = true };

        var refused = await nurse.RefusedAsync(nameof(ICareHub.Subscribe), request);
        var unknown = await nurse.RefusedAsync(nameof(ICareHub.Subscribe), nobody);
        var snapshot = await nurse.RefusedAsync(nameof(ICareHub.Snapshot), new SnapshotRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = request.ConnectionToken, Patient = patient.ById, Topics = [The.Vitals], Restricted = true,
        });
        var resumed = await nurse.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), nurse.Resume(new ResumedSubscription
        {
            SubscriptionId = Guid.NewGuid(), PatientId = patient.ById.Id!, Topics = [The.Vitals], Restricted = true,
            After = new Position { Epoch = 1, Offset = 0 }, StateAfter = 0,
        }));

        Assert.Equal((ErrorCode.Forbidden, unknown.Message), (refused.Code, refused.Message));
        Assert.Equal(ErrorCode.Forbidden, snapshot.Code);
        Assert.Equal(ResumeStatus.Denied, Assert.Single(resumed.Subscriptions).Status);
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_consent_that_names_the_label_opens_the_stream_and_the_law_goes_with_the_event(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse, care.Physician);
        var consent = $"consent-{Some.Number}";
        await care.LoadAsync(SomeFacts.Consent(consent, patient.Identifier, Permitting(nurse.UserId, "ETH")));
        var connection = await nurse.ConnectAsync(wire);
        var request = connection.Subscribe(patient.ById, The.Vitals) with { Restricted = true };
        await connection.SubscribeAsync(request);

        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Resource = Some.HeartRate(1).Labelled(ActCode, "ETH") });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Resource = Some.HeartRate(2).Labelled(ActCode, "PSY") });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Resource = Some.HeartRate(3).Labelled(ActCode, "ETH") });
        var seen = await connection.UntilEventsAsync(request.SubscriptionId, 2);
        var physician = await care.Physician.ConnectAsync();
        var refused = await physician.RefusedAsync(nameof(ICareHub.Subscribe), physician.Subscribe(patient.ById, The.Vitals) with { Restricted = true });

        Assert.Equal([1, 3], seen.Select(e => e.Beats()));
        Assert.All(seen, e => Assert.Equal("Consent/" + consent, e.ConsentReference));
        Assert.All(seen, e => Assert.Contains("42 CFR part 2", Assert.Single(e.Notices!), StringComparison.Ordinal));
        Assert.All(seen, e => Assert.DoesNotContain("ETH", e.Resource.ToJson(), StringComparison.Ordinal));
        Assert.Equal(ErrorCode.Forbidden, refused.Code);
    }

    [Fact]
    public async Task A_consent_that_is_revoked_closes_the_restricted_stream_and_leaves_the_plain_one()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var consent = $"consent-{Some.Number}";
        await care.LoadAsync(SomeFacts.Consent(consent, patient.Identifier, Permitting(nurse.UserId, "PSY")));
        var connection = await nurse.ConnectAsync();
        var plain = connection.Subscribe(patient.ById, The.Vitals);
        var restricted = connection.Subscribe(patient.ById, The.Vitals) with { Restricted = true };
        await connection.SubscribeAsync(plain);
        await connection.SubscribeAsync(restricted);

        await care.LoadAsync(SomeFacts.Consent(consent, patient.Identifier, Permitting(nurse.UserId, "PSY"), "inactive"));
        var change = (await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), nameof(AccessChanged))).As<AccessChanged>();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById) with { Resource = Some.HeartRate(1).Labelled(ActCode, "PSY") });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await connection.UntilEventsAsync(plain.SubscriptionId, 1);

        Assert.Equal((restricted.SubscriptionId, false), (change.SubscriptionId, change.Permitted));
        Assert.Empty(connection.EventsOf(restricted.SubscriptionId));
    }

    [Fact]
    public async Task A_snapshot_of_the_restricted_stream_is_shaped_by_the_clearance()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier, Permitting(nurse.UserId, "ETH")));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1, EventClass.State) with { Resource = Some.HeartRate(1).Labelled(ActCode, "ETH") });
        var connection = await nurse.ConnectAsync();

        var snapshot = await connection.InvokeAsync<SnapshotResult>(nameof(ICareHub.Snapshot), Look(connection, patient, isRestricted: true));
        var plain = await connection.InvokeAsync<SnapshotResult>(nameof(ICareHub.Snapshot), Look(connection, patient, isRestricted: false));

        Assert.NotNull(Assert.Single(snapshot.Events).Notices);
        Assert.Empty(plain.Events);
    }

    private const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    private static SnapshotRequest Look(RawConnection connection, TestPatient patient, bool isRestricted) => new()
    {
        InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Patient = patient.ById, Topics = [The.Vitals], Restricted = isRestricted,
    };

    private static string Permitting(string userId, string label) => $$"""
        {
          "type": "permit",
          "provision": [{
            "type": "permit",
            "actor": [{
              "role": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP"}]},
              "reference": {"reference": "Practitioner/{{userId}}"}
            }],
            "securityLabel": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "{{label}}"}]
          }]
        }
        """;
}
