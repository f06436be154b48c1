using System.Diagnostics;
using System.Text.Json.Nodes;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>A fact changes while somebody follows: the stream stops within a second, on the same connection, and the book says why.</summary>
public sealed class AccessChanges(RecordedCare recorded) : IClassFixture<RecordedCare>
{
    private const string Agreed = """{"type":"permit"}""";

    private readonly TestCare care = recorded.World;

    [Fact]
    public async Task Taking_a_nurse_off_the_care_team_stops_her_stream()
    {
        var (nurse, patient) = await HiredAsync();
        await care.SetTeamAsync(patient, nurse);
        var followed = await FollowAsync(nurse, patient);

        await StopsWithinASecondAsync(followed, Some.CareTeam(patient.CareTeamId, patient.Identifier, [care.Physician.UserId]), "relationship");
    }

    [Fact]
    public async Task Revoking_consent_stops_a_stream_and_giving_it_anew_lets_it_begin_again()
    {
        var (nurse, patient) = await HiredAsync();
        await care.SetTeamAsync(patient, nurse);
        var consent = $"consent-{Some.Number}";
        await care.LoadAsync(SomeFacts.Consent(consent, patient.Identifier, Agreed));
        var followed = await FollowAsync(nurse, patient);

        await StopsWithinASecondAsync(followed, SomeFacts.Consent(consent, patient.Identifier, """{"type":"deny"}"""), "consent");
        await care.LoadAsync(SomeFacts.Consent(consent, patient.Identifier, """{"type":"deny"}""", "inactive"));

        await followed.Connection.SubscribeAsync(followed.Connection.Subscribe(patient.ById, The.Vitals));
    }

    [Fact]
    public async Task A_consent_that_denies_ones_organization_stops_ones_stream_alone()
    {
        var (nurse, patient) = await HiredAsync();
        var colleague = await care.HireAsync("nurse");
        await care.SetTeamAsync(patient, nurse, colleague);
        await care.LoadAsync(SomeFacts.Bundle(
            SomeFacts.Roster($"role-{Some.Number}", nurse.UserId, "Organization/a"), SomeFacts.Roster($"role-{Some.Number}", colleague.UserId, "Organization/b")));
        var followed = await FollowAsync(nurse, patient);
        var other = await FollowAsync(colleague, patient);
        await followed.Connection.UntilEventsAsync(followed.Subscription, 2);
        const string DeniesOne = """
            {"type":"permit","provision":[{"type":"deny","actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},
            "reference":{"reference":"Organization/a"}}]}]}
            """;

        await StopsWithinASecondAsync(followed, SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier, DeniesOne), "consent");

        await other.Connection.UntilEventsAsync(other.Subscription, 2);
    }

    [Fact]
    public async Task A_changed_roster_stops_the_stream_of_who_works_elsewhere_now()
    {
        var (nurse, patient) = await HiredAsync();
        var colleague = await care.HireAsync("nurse");
        var (role, unit) = ($"role-{Some.Number}", $"Location/ward-{Some.Number}");
        await care.LoadAsync(SomeFacts.Roster(role, nurse.UserId, "Organization/a", unit));
        await care.LoadAsync(SomeFacts.Roster($"role-{Some.Number}", colleague.UserId, "Organization/a", unit));
        await care.LoadAsync(SomeFacts.Encounter($"stay-{Some.Number}", patient.Identifier, "in-progress", care.Physician.UserId, unit));
        var followed = await FollowAsync(nurse, patient);
        var other = await FollowAsync(colleague, patient);

        await StopsWithinASecondAsync(followed, SomeFacts.Roster(role, nurse.UserId, "Organization/a", "Location/elsewhere"), "relationship");

        await other.Connection.UntilEventsAsync(other.Subscription, 2);
    }

    [Fact]
    public async Task A_standing_team_that_loses_a_person_stops_the_persons_stream()
    {
        var (nurse, patient) = await HiredAsync();
        var team = $"standing-{Some.Number}";
        await care.LoadAsync(SomeFacts.StandingTeam(team, "Practitioner/" + nurse.UserId));
        var own = Some.CareTeam(patient.CareTeamId, patient.Identifier, []);
        own["participant"] = new JsonArray(new JsonObject { ["member"] = new JsonObject { ["reference"] = "CareTeam/" + team } });
        await care.LoadAsync(own);
        var followed = await FollowAsync(nurse, patient);

        await StopsWithinASecondAsync(followed, SomeFacts.StandingTeam(team, "Practitioner/" + care.Stranger.UserId), "relationship");
    }

    [Fact]
    public async Task A_discharge_stops_the_streams_of_who_took_part()
    {
        var (nurse, patient) = await HiredAsync();
        var stay = $"stay-{Some.Number}";
        await care.LoadAsync(SomeFacts.Encounter(stay, patient.Identifier, "in-progress", nurse.UserId));
        var followed = await FollowAsync(nurse, patient);

        await StopsWithinASecondAsync(followed, SomeFacts.Encounter(stay, patient.Identifier, "finished", nurse.UserId), "relationship");
    }

    [Fact]
    public async Task Who_acts_for_a_patient_follows_with_consent_and_as_long_as_named()
    {
        var parent = await care.HireAsync("proxy");
        var patient = await care.AdmitAsync(care.Physician);
        var person = $"parent-{Some.Number}";
        const string PermitsOne = """
            {"type":"permit","actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},
            "reference":{"reference":"RelatedPerson/NAME"}}]}
            """;
        await care.LoadAsync(SomeFacts.RelatedPerson(person, patient.Identifier, parent.UserId));
        var connection = await parent.ConnectAsync();
        var before = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));

        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier, PermitsOne.Replace("NAME", person, StringComparison.Ordinal)));
        var followed = await FollowAsync(parent, patient);

        Assert.Equal(ErrorCode.Forbidden, before.Code);
        await StopsWithinASecondAsync(followed, SomeFacts.RelatedPerson(person, patient.Identifier, parent.UserId, active: false), "relationship", "consent");
    }

    [Fact]
    public async Task What_waits_in_a_full_window_is_never_delivered_afterwards()
    {
        var (nurse, patient) = await HiredAsync();
        await care.SetTeamAsync(patient, nurse);
        var connection = await nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        await connection.OpenAcknowledgementsAsync();
        await PublishManyAsync(patient, 400);
        await connection.UntilEventsAsync(request.SubscriptionId, 60);

        await care.SetTeamAsync(patient, care.Physician);
        await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), "AccessChanged");
        var before = connection.EventsOf(request.SubscriptionId).Count;
        foreach (var batch in connection.BatchesOf(request.SubscriptionId)) connection.Acknowledge(batch);
        // A call and its answer travel behind everything that was sent before.
        await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));

        Assert.InRange(before, 60, 399);
        Assert.Equal(before, connection.EventsOf(request.SubscriptionId).Count);
    }

    [Fact]
    public async Task What_cannot_be_understood_stops_nobody_and_is_in_the_book()
    {
        var (nurse, patient) = await HiredAsync();
        await care.SetTeamAsync(patient, nurse);
        var followed = await FollowAsync(nurse, patient);
        var broken = SomeFacts.Bundle(
            Some.CareTeam(patient.CareTeamId, patient.Identifier, [care.Physician.UserId]),
            SomeFacts.Consent("broken", patient.Identifier, """{"purpose":[{"code":"TREAT"}]}"""));

        var answer = await care.Api.PostAsync("/api/v1/relationships", broken, (await care.Administrator.TokensAsync()).Access);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));

        Assert.Equal(
            (422, (int)ErrorCode.InvalidResource, "Bundle.entry[1].resource.provision.type"),
            ((int)answer.Status, answer.Code, answer.Json.GetProperty("path").GetString()));
        await followed.Connection.UntilEventsAsync(followed.Subscription, 2);
        var entry = await recorded.Trail.Written.UntilAsync(
            e => e is { Kind: EntryKinds.FactsChanged, Outcome: EntryOutcome.Failed } && e.RequestId == answer.Json.GetProperty("requestId").GetString(), "the refusal");
        Assert.Equal("facts-refused", entry.Reason);
    }

    [Fact]
    public async Task A_search_lists_groups_their_people_and_consents_without_what_they_say()
    {
        var (nurse, patient) = await HiredAsync();
        var unit = $"Location/ward-{Some.Number}";
        await care.LoadAsync(SomeFacts.Bundle(
            SomeFacts.Roster("role", nurse.UserId, "Organization/a", unit),
            SomeFacts.Encounter("stay", patient.Identifier, "in-progress", care.Physician.UserId, unit),
            SomeFacts.Consent("sensitive", patient.Identifier, """
                {"type":"deny","securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"ETH"}],"code":[{"text":"x"}]}
                """)));

        var found = (await care.Api.PostAsync("/api/v1/relationships/search", new { patient = patient.ById }, (await care.Administrator.TokensAsync()).Access)).Ok();

        Assert.Equal((unit, "unit via Encounter/stay"), Only(found.Json.GetProperty("groups"), "group", "because"));
        Assert.Equal(("Practitioner/" + nurse.UserId, unit), Only(found.Json.GetProperty("affiliations"), "member", "group"));
        Assert.Equal(("Consent/sensitive", "False"), Only(found.Json.GetProperty("consents"), "reference", "fullyJudged"));
        Assert.DoesNotContain("ETH\"", found.Json.GetRawText(), StringComparison.Ordinal);
    }

    private static (string?, string?) Only(System.Text.Json.JsonElement list, string one, string other)
    {
        var item = Assert.Single(list.EnumerateArray());
        return (item.GetProperty(one).ToString(), item.GetProperty(other).ToString());
    }

    private async Task<(Person Nurse, TestPatient Patient)> HiredAsync() => (await care.HireAsync("nurse"), await care.AdmitAsync(care.Physician));

    private async Task<Followed> FollowAsync(Person person, TestPatient patient)
    {
        var connection = await person.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);
        return new Followed(connection, request.SubscriptionId, patient);
    }

    private async Task StopsWithinASecondAsync(Followed followed, JsonObject change, params string[] factors)
    {
        await care.LoadAsync(change);
        var watch = Stopwatch.StartNew();
        var told = await followed.Connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), "AccessChanged");
        var took = watch.Elapsed;
        await care.Monitor.PublishAsync(Some.Vital(followed.Patient.ById, 2));
        var refused = await followed.Connection.RefusedAsync(nameof(ICareHub.Subscribe), followed.Connection.Subscribe(followed.Patient.ById, The.Vitals));

        Assert.Equal((followed.Subscription, false), (told.As<AccessChanged>().SubscriptionId, told.As<AccessChanged>().Permitted));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.Forbidden, refused.Code);
        // The one published after the change; an earlier one may still have been under way.
        Assert.DoesNotContain(followed.Connection.EventsOf(followed.Subscription), e => e.Beats() == 2);
        var ended = await recorded.Trail.Written.UntilAsync(
            e => e.Kind == EntryKinds.DeliveryEnded && e.Subscription == followed.Subscription, "the end of the delivery");
        Assert.Equal("access-withdrawn", ended.Reason);
        Assert.Equal(factors, ended.Factors.Where(f => !f.Permits && f.Name != "patient").Select(f => f.Name));
    }

    private async Task PublishManyAsync(TestPatient patient, int count)
    {
        var events = Enumerable.Range(1, count).Select(beats => new PublishRequest
        {
            IdempotencyKey = Some.Key, Patient = patient.ById, Topic = The.Vitals, Class = EventClass.Durable, Resource = Some.HeartRate(beats),
        });
        (await care.Api.PostAsync("/api/v1/events/batch", new PublishBatchRequest { Events = [.. events] }, (await care.Monitor.TokensAsync()).Access)).Ok();
    }

    private sealed record Followed(RawConnection Connection, Guid Subscription, TestPatient Patient);
}
