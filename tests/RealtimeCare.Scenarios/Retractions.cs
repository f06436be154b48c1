using System.Net;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>A publisher takes back or corrects what it has published.</summary>
public sealed class Retractions(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Fact]
    public async Task What_was_taken_back_is_told_to_followers_and_gone_from_replay()
    {
        var patient = await care.AdmitAsync();
        var live = await care.Nurse.ConnectAsync();
        var following = live.Subscribe(patient.ById, The.Vitals);
        await live.SubscribeAsync(following);
        var wrong = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await live.UntilEventsAsync(following.SubscriptionId, 1);

        var taken = await care.Monitor.PublishAsync(Retraction(patient, wrong));
        var told = (await live.UntilEventsAsync(following.SubscriptionId, 2))[1];
        var late = await care.Physician.ConnectAsync();
        var replaying = late.Subscribe(patient.ById, The.Vitals) with { From = FollowFrom.Start };
        await late.SubscribeAsync(replaying);
        var replayed = await late.UntilEventsAsync(replaying.SubscriptionId, 2);

        Assert.Equal((2L, 1L, RetractReason.EnteredInError), (taken.Position.Offset, told.Retracts, told.RetractReason));
        Assert.True(told.Resource.IsEmpty);
        Assert.Equal([(1L, true), (2L, false)], replayed.Select(e => (e.Offset, e.IsRetracted)));
        Assert.All(replayed, e => Assert.True(e.Resource.IsEmpty));
    }

    [Fact]
    public async Task A_state_that_was_taken_back_is_in_no_snapshot()
    {
        var patient = await care.AdmitAsync();
        var state = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1, EventClass.State));
        var nurse = await care.Nurse.ConnectAsync();

        var retraction = Retraction(patient, state) with { Class = EventClass.State, Retracts = state.Position with { Offset = state.StateVersion } };
        await care.Monitor.PublishAsync(retraction);
        var snapshot = await nurse.InvokeAsync<SnapshotResult>(nameof(ICareHub.Snapshot), new SnapshotRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = nurse.Welcome.ConnectionToken, Patient = patient.ById, Topics = [The.Vitals],
        });

        Assert.Empty(snapshot.Events);
    }

    [Fact]
    public async Task A_correction_says_what_it_takes_the_place_of()
    {
        var patient = await care.AdmitAsync();
        var nurse = await care.Nurse.ConnectAsync();
        var request = nurse.Subscribe(patient.ById, The.Vitals);
        await nurse.SubscribeAsync(request);

        var wrong = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2) with { Corrects = wrong.Position });
        var seen = await nurse.UntilEventsAsync(request.SubscriptionId, 2);

        Assert.Equal([(1, null), (2, 1L)], seen.Select(e => (e.Beats(), e.Corrects)));
    }

    [Fact]
    public async Task A_correction_that_belongs_into_the_other_stream_hits_nobody_there()
    {
        var patient = await care.AdmitAsync();
        var plain = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        var labelled = Some.Vital(patient.ById) with { Resource = Some.HeartRate(2).Labelled("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R") };
        await care.Monitor.PublishAsync(labelled);

        var across = await care.Monitor.TryPublishAsync(labelled with { Corrects = plain.Position });
        var within = await care.Monitor.TryPublishAsync(labelled with { Corrects = plain.Position, Restricted = true });

        Assert.Equal((HttpStatusCode.Conflict, (int)ErrorCode.UnknownPosition), (across.Status, across.Code));
        Assert.Equal(HttpStatusCode.Created, within.Status);
    }

    [Fact]
    public async Task Both_streams_are_taken_back_by_themselves_under_one_key()
    {
        var patient = await care.AdmitAsync();
        var labelled = Some.Vital(patient.ById) with { Resource = Some.HeartRate(2).Labelled("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R") };
        var plain = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await care.Monitor.PublishAsync(labelled);
        var key = Some.Key;

        await care.Monitor.PublishAsync(Retraction(patient, plain), key);
        var other = await care.Monitor.TryPublishAsync(Retraction(patient, plain) with { Restricted = true }, key);

        Assert.Equal((int)ErrorCode.IdempotencyConflict, other.Code);
    }

    [Fact]
    public async Task Who_does_not_see_a_type_hears_nothing_of_its_retraction()
    {
        var patient = await care.AdmitAsync();
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier,
            """{"type": "permit", "provision": [{"type": "deny", "class": [{"system": "http://hl7.org/fhir/resource-types", "code": "DiagnosticReport"}]}]}"""));
        var nurse = await care.Nurse.ConnectAsync();
        var request = nurse.Subscribe(patient.ById, The.Labs);
        await nurse.SubscribeAsync(request);
        var report = new PublishRequest { Patient = patient.ById, Topic = The.Labs, Resource = FhirJson.Parse("""{"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "x"}}""") };

        var published = await care.Monitor.PublishAsync(report);
        await care.Monitor.PublishAsync(Retraction(patient, published) with { Topic = The.Labs });
        await care.Monitor.PublishAsync(report with { Resource = Some.Potassium() });
        var seen = await nurse.UntilEventsAsync(request.SubscriptionId, 1);

        Assert.Equal(3, Assert.Single(seen).Offset);
    }

    [Fact]
    public async Task A_publisher_of_one_type_or_category_takes_its_own_back()
    {
        var patient = await care.AdmitAsync();
        var reports = await care.RegisterAsync("system/DiagnosticReport.c");
        var vitals = await care.RegisterAsync("system/Observation.c?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs");
        var report = new PublishRequest { Patient = patient.ById, Topic = The.Labs, Resource = FhirJson.Parse("""{"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "x"}}""") };

        var one = await reports.PublishAsync(report);
        var other = await vitals.PublishAsync(Some.Vital(patient.ById));

        Assert.Equal(HttpStatusCode.Created, (await reports.TryPublishAsync(Retraction(patient, one) with { Topic = The.Labs })).Status);
        Assert.Equal(HttpStatusCode.Created, (await vitals.TryPublishAsync(Retraction(patient, other))).Status);
    }

    [Theory]
    [InlineData("""{"\ud800aaaaaa": 1, "resourceType": "Observation"}""")]
    [InlineData("""{"resourceType": "Observation", "status": "final", "category": [{"coding": [{"system": "\ud800"}]}], "code": {"text": "x"}}""")]
    public async Task Half_a_character_is_a_coded_refusal_of_that_event_alone(string resource)
    {
        var patient = await care.AdmitAsync();
        var vitals = await care.RegisterAsync("system/Observation.c?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs");
        var odd = Some.Vital(patient.ById) with { Resource = FhirJson.Parse(resource), IdempotencyKey = Some.Key };
        var fine = Some.Vital(patient.ById) with { IdempotencyKey = Some.Key };

        var answer = (await care.Api.PostAsync("/api/v1/events/batch", new PublishBatchRequest { Events = [odd, fine] }, (await vitals.TokensAsync()).Access)).Ok();
        var results = answer.As<PublishBatchResult>().Results;

        Assert.Equal(ErrorCode.InvalidResource, results[0].Error?.Code);
        Assert.NotNull(results[1].Result);
    }

    [Fact]
    public async Task Nobody_takes_back_what_another_has_published()
    {
        var patient = await care.AdmitAsync();
        var published = await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        var other = await care.RegisterAsync("system/*.c");

        var foreign = await other.TryPublishAsync(Retraction(patient, published));
        var nowhere = await care.Monitor.TryPublishAsync(Retraction(patient, published) with { Retracts = published.Position with { Offset = 9 } });
        var restricted = await care.Monitor.TryPublishAsync(Retraction(patient, published) with { Restricted = true });
        var both = await care.Monitor.TryPublishAsync(Retraction(patient, published) with { Corrects = published.Position });
        var loaded = await care.Monitor.TryPublishAsync(Retraction(patient, published) with { Resource = Some.HeartRate() });
        var human = await care.Api.PostAsync("/api/v1/events", Retraction(patient, published), (await care.Nurse.TokensAsync()).Access, Some.Key);

        Assert.All([foreign, nowhere, restricted], a => Assert.Equal((HttpStatusCode.Conflict, (int)ErrorCode.UnknownPosition), (a.Status, a.Code)));
        Assert.All([both, loaded], a => Assert.Equal((HttpStatusCode.BadRequest, (int)ErrorCode.InvalidRequest), (a.Status, a.Code)));
        Assert.Equal(HttpStatusCode.Forbidden, human.Status);
    }

    private static PublishRequest Retraction(TestPatient patient, PublishResult published) => new()
    {
        Patient = patient.ById, Topic = The.Vitals, Retracts = published.Position, RetractReason = RetractReason.EnteredInError, Resource = default,
    };
}
