using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Following all of one's own patients, with the bare client: who comes, who goes, and what is never shown.</summary>
public sealed class FollowMineScenarios(RecordedCare recorded) : IClassFixture<RecordedCare>
{
    private readonly TestCare care = recorded.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Every_patient_of_the_person_is_followed_and_no_other(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var (first, second, other) = (await care.AdmitAsync(nurse), await care.AdmitAsync(nurse), await care.AdmitAsync(care.Physician));
        var connection = await nurse.ConnectAsync(wire);

        var result = await connection.FollowMineAsync(connection.Mine(The.Vitals));
        foreach (var (patient, beats) in new[] { (other, 9), (first, 1), (second, 2) }) await care.Monitor.PublishAsync(Some.Vital(patient.ById, beats));
        var ids = result.Patients.ToDictionary(one => one.PatientId, one => one.SubscriptionId);
        await connection.UntilEventsAsync(ids[first.Id], 1);
        await connection.UntilEventsAsync(ids[second.Id], 1);

        Assert.Equal(new[] { first.Id, second.Id }.Order(), result.Patients.Select(one => one.PatientId).Order());
        Assert.All(result.Patients, one => Assert.Equal(("care team", "bedside-nurse"), (one.Because, one.Audience)));
        Assert.Equal(["joined", "1"], connection.StoryOf(ids[first.Id]));
        Assert.Equal(["joined", "2"], connection.StoryOf(ids[second.Id]));
        Assert.Equal(2, connection.JoinedOf().Count);
    }

    [Fact]
    public async Task From_the_start_everything_kept_of_each_comes_first()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 3);
        var connection = await nurse.ConnectAsync();

        var result = await connection.FollowMineAsync(connection.Mine(The.Vitals) with { From = FollowFrom.Start });
        var later = await care.AdmitAsync(care.Physician);
        await care.Monitor.PublishHeartRatesAsync(later.ById, 2);
        await care.SetTeamAsync(later, nurse);
        var joined = await connection.UntilJoinedAsync(later);

        Assert.Equal([1, 2, 3], (await connection.UntilEventsAsync(result.Patients[0].SubscriptionId, 3)).Select(e => e.Beats()));
        Assert.Equal([1, 2], (await connection.UntilEventsAsync(joined.SubscriptionId, 2)).Select(e => e.Beats()));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Who_is_assigned_joins_without_a_call_and_stands_in_the_book_before(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(care.Physician);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        var connection = await nurse.ConnectAsync(wire);
        var request = await connection.FollowMineAsync();

        await care.SetTeamAsync(patient, nurse);
        var joined = await connection.UntilJoinedAsync(patient);
        var entitled = Entitled(joined.SubscriptionId);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await connection.UntilEventsAsync(joined.SubscriptionId, 1);

        Assert.Equal((request.FollowId, 1), (joined.FollowId, joined.Start.Offset));
        Assert.Equal(["joined", "2"], connection.StoryOf(joined.SubscriptionId));
        Assert.Equal(patient.Id, Assert.Single(entitled).Patient);
    }

    [Fact]
    public async Task Who_is_discharged_leaves_and_nothing_comes_behind()
    {
        var nurse = await care.HireAsync("nurse");
        var (patient, other) = (await care.AdmitAsync(care.Physician), await care.AdmitAsync(nurse));
        var stay = $"stay-{Some.Number}";
        await care.LoadAsync(SomeFacts.Encounter(stay, patient.Identifier, "in-progress", nurse.UserId));
        var connection = await nurse.ConnectAsync();
        await connection.FollowMineAsync();
        var joined = await connection.UntilJoinedAsync(patient);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await connection.UntilEventsAsync(joined.SubscriptionId, 1);

        await care.LoadAsync(SomeFacts.Encounter(stay, patient.Identifier, "finished", nurse.UserId));
        var left = await connection.UntilLeftAsync(patient);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await care.Monitor.PublishAsync(Some.Vital(other.ById, 3));
        await connection.UntilEventsAsync((await connection.UntilJoinedAsync(other)).SubscriptionId, 1);

        Assert.Equal((joined.SubscriptionId, LeftReason.Ended), (left.SubscriptionId, left.Reason));
        Assert.Equal(["joined", "1", "left"], connection.StoryOf(joined.SubscriptionId));
        Assert.Equal("access-withdrawn", (await EndedAsync(joined.SubscriptionId)).Reason);
        Assert.DoesNotContain(connection.Received.Items, r => r.Name == nameof(ICareClient.AccessChanged));
    }

    [Fact]
    public async Task A_transfer_takes_the_patient_from_one_nurse_to_another()
    {
        var (from, to) = (await care.HireAsync("nurse"), await care.HireAsync("nurse"));
        var patient = await care.AdmitAsync(from);
        var (old, @new) = (await from.ConnectAsync(), await to.ConnectAsync());
        await old.FollowMineAsync();
        await @new.FollowMineAsync();

        await care.SetTeamAsync(patient, to);
        var left = await old.UntilLeftAsync(patient);
        var joined = await @new.UntilJoinedAsync(patient);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await @new.UntilEventsAsync(joined.SubscriptionId, 1);
        await care.SetTeamAsync(patient, from);
        var again = await old.UntilJoinedAsync(patient, times: 2);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await old.UntilEventsAsync(again.SubscriptionId, 1);

        Assert.NotEqual(left.SubscriptionId, joined.SubscriptionId);
        Assert.Equal(["joined", "left", "joined", "2"], old.StoryOf(left.SubscriptionId));
        Assert.Equal(["joined", "1", "left"], @new.StoryOf(joined.SubscriptionId));
    }

    [Fact]
    public async Task Who_works_on_a_unit_follows_whoever_lies_there()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(care.Physician);
        var (role, unit, stay) = ($"role-{Some.Number}", $"Location/ward-{Some.Number}", $"stay-{Some.Number}");
        await care.LoadAsync(SomeFacts.Roster(role, nurse.UserId, "Organization/a", unit));
        var connection = await nurse.ConnectAsync();
        await connection.FollowMineAsync();

        await care.LoadAsync(SomeFacts.Encounter(stay, patient.Identifier, "in-progress", care.Physician.UserId, unit));
        var joined = await connection.UntilJoinedAsync(patient);
        await care.LoadAsync(SomeFacts.Roster(role, nurse.UserId, "Organization/a", "Location/elsewhere"));
        await connection.UntilLeftAsync(patient);
        await care.LoadAsync(SomeFacts.Roster(role, nurse.UserId, "Organization/a", unit));
        await connection.UntilJoinedAsync(patient, times: 2);

        Assert.Equal("unit", joined.Because);
    }

    [Fact]
    public async Task A_consent_that_is_withdrawn_takes_the_patient_away_and_given_again_brings_it_back()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var consent = $"consent-{Some.Number}";
        var connection = await nurse.ConnectAsync();
        await connection.FollowMineAsync();
        await connection.UntilJoinedAsync(patient);

        await care.LoadAsync(SomeFacts.Consent(consent, patient.Identifier, """{"type":"deny"}"""));
        var left = await connection.UntilLeftAsync(patient);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await care.LoadAsync(SomeFacts.Consent(consent, patient.Identifier, """{"type":"permit"}"""));
        var joined = await connection.UntilJoinedAsync(patient, times: 2);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await connection.UntilEventsAsync(joined.SubscriptionId, 1);

        Assert.Equal(LeftReason.Denied, left.Reason);
        Assert.Equal(["joined", "left", "joined", "2"], connection.StoryOf(joined.SubscriptionId));
    }

    [Fact]
    public async Task Who_may_not_be_followed_is_not_in_the_set_and_the_book_says_why()
    {
        var nurse = await care.HireAsync("nurse");
        var (patient, denied) = (await care.AdmitAsync(nurse), await care.AdmitAsync(nurse));
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", denied.Identifier, """{"type":"deny"}"""));
        var connection = await nurse.ConnectAsync();

        var result = await connection.FollowMineAsync(connection.Mine(The.Vitals));

        Assert.Equal([patient.Id], result.Patients.Select(one => one.PatientId));
        var entry = await recorded.Trail.Written.UntilAsync(
            e => e is { Kind: EntryKinds.Invocation, Outcome: EntryOutcome.Denied } && e.Patient == denied.Id, "the denial");
        Assert.Equal((nurse.UserId, "consent", "stream.subscribe"), (entry.Actor, entry.Reason, entry.Operation));
    }

    [Fact]
    public async Task A_broken_glass_makes_nobody_ones_own_patient()
    {
        var nurse = await care.HireAsync("nurse");
        var (patient, other, denied) = (await care.AdmitAsync(nurse), await care.AdmitAsync(care.Physician), await care.AdmitAsync(nurse));
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", denied.Identifier, """{"type":"deny"}"""));
        var connection = await nurse.ConnectAsync();
        await connection.FollowMineAsync();

        foreach (var broken in new[] { other, denied }) Assert.True((await connection.BreakAsync(connection.Break(broken.ById))).Needed);
        var again = await connection.FollowMineAsync(connection.Mine(The.Vitals));
        await connection.SubscribeAsync(connection.Subscribe(denied.ById, The.Vitals));

        Assert.Equal([patient.Id], again.Patients.Select(one => one.PatientId));
        Assert.All(connection.JoinedOf(), one => Assert.Equal(patient.Id, one.PatientId));
    }

    [Fact]
    public async Task The_restricted_streams_are_followed_by_who_is_cleared_alone()
    {
        var nurse = await care.HireAsync("nurse");
        await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();

        var result = await connection.FollowMineAsync(connection.Mine(The.Vitals) with { Restricted = true });

        Assert.Empty(result.Patients);
    }

    [Fact]
    public async Task A_wrong_request_is_refused_with_a_code_that_says_what_is_wrong()
    {
        var nurse = await care.HireAsync("nurse");
        await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var registrar = await care.Registrar.ConnectAsync();
        var good = connection.Mine(The.Vitals);

        async Task<ErrorCode> CodeAsync(FollowMineRequest request) => (await connection.RefusedAsync(nameof(ICareHub.FollowMine), request)).Code;

        Assert.Equal(ErrorCode.UnknownTopic, await CodeAsync(good with { Topics = ["horoscope"] }));
        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(good with { Topics = [] }));
        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(good with { FollowId = Guid.Empty }));
        Assert.Equal(ErrorCode.InvalidConnectionToken, await CodeAsync(good with { ConnectionToken = "somebody-else's" }));
        Assert.Equal(ErrorCode.Forbidden, await CodeAsync(good with { Topics = ["documents"] }));
        Assert.Equal(ErrorCode.Forbidden, await CodeAsync(good with { Audience = "physician" }));
        Assert.Equal(ErrorCode.Forbidden, (await registrar.RefusedAsync(nameof(ICareHub.FollowMine), registrar.Mine(The.Encounters))).Code);
    }

    [Fact]
    public async Task Unsubscribing_the_following_ends_all_of_it()
    {
        var nurse = await care.HireAsync("nurse");
        var (patient, later) = (await care.AdmitAsync(nurse), await care.AdmitAsync(care.Physician));
        var connection = await nurse.ConnectAsync();
        var request = await connection.FollowMineAsync();
        var joined = await connection.UntilJoinedAsync(patient);

        await connection.InvokeAsync<Done>(nameof(ICareHub.Unsubscribe), new UnsubscribeRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, SubscriptionId = request.FollowId,
        });
        await care.SetTeamAsync(later, nurse);
        var second = await connection.FollowMineAsync(connection.Mine(The.Vitals));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await connection.UntilEventsAsync(second.Patients.Single(one => one.PatientId == patient.Id).SubscriptionId, 1);

        Assert.Empty(connection.EventsOf(joined.SubscriptionId));
        Assert.DoesNotContain(connection.JoinedOf(), one => one.FollowId == request.FollowId && one.PatientId == later.Id);
        Assert.Equal("unsubscribed", (await EndedAsync(joined.SubscriptionId)).Reason);
    }

    private IReadOnlyList<Entry> Entitled(Guid subscription) =>
        [.. recorded.Trail.Written.Items.Where(e => e.Kind == EntryKinds.DeliveryEntitled && e.Subscription == subscription)];

    private Task<Entry> EndedAsync(Guid subscription) => recorded.Trail.Written.UntilAsync(
        e => e.Kind == EntryKinds.DeliveryEnded && e.Subscription == subscription, "the end of the delivery");
}
