using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Asking for a following again: under the same id with other terms, or where it is refused.</summary>
public sealed class FollowMineAgain(RecordedCare recorded) : IClassFixture<RecordedCare>
{
    private const string NoObservations =
        """{"type": "permit", "provision": [{"type": "deny", "class": [{"system": "http://hl7.org/fhir/resource-types", "code": "Observation"}]}]}""";

    private readonly TestCare care = recorded.World;

    [Fact]
    public async Task A_refusal_leaves_nothing_running_of_what_was_followed_before()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var request = await connection.FollowMineAsync();
        var joined = await connection.UntilJoinedAsync(patient);

        var refused = await connection.RefusedAsync(nameof(ICareHub.FollowMine), Again(request, "documents"));
        var ended = await EndedAsync(joined.SubscriptionId);

        Assert.Equal((ErrorCode.Forbidden, "unsubscribed"), (refused.Code, ended.Reason));
    }

    [Fact]
    public async Task Whom_the_new_terms_do_not_permit_leaves()
    {
        var nurse = await care.HireAsync("nurse");
        var (kept, gone) = (await care.AdmitAsync(nurse), await care.AdmitAsync(nurse));
        await care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", gone.Identifier, NoObservations));
        var connection = await nurse.ConnectAsync();
        var request = connection.Mine(The.Encounters);
        await connection.FollowMineAsync(request);
        var before = await connection.UntilJoinedAsync(gone);

        var result = await connection.FollowMineAsync(Again(request, The.Vitals));
        var left = await connection.UntilLeftAsync(gone);
        var ended = await EndedAsync(before.SubscriptionId);

        Assert.Equal([kept.Id], result.Patients.Select(one => one.PatientId));
        Assert.Equal((before.SubscriptionId, LeftReason.Denied), (left.SubscriptionId, left.Reason));
        Assert.Equal("unsubscribed", ended.Reason);
    }

    [Fact]
    public async Task With_other_topics_it_does_not_start_where_the_first_were_read_to()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await care.Monitor.PublishAsync(new PublishRequest { Patient = patient.ById, Topic = The.Labs, Resource = Some.Potassium() });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        var connection = await nurse.ConnectAsync();
        var request = connection.Mine(The.Vitals) with { From = FollowFrom.Start };
        var id = (await connection.FollowMineAsync(request)).Patients[0].SubscriptionId;
        await connection.UntilEventsAsync(id, 1);
        // So that the acknowledgement has come before the call.
        for (var i = 0; i < 20; i++) await RoundTripAsync(connection);

        await connection.FollowMineAsync(Again(request, The.Labs));
        var seen = await connection.UntilEventsAsync(id, 2);

        Assert.Equal([(2L, The.Vitals), (1L, The.Labs)], seen.Select(e => (e.Offset, e.Topic)));
    }

    [Fact]
    public async Task A_topic_that_the_role_lacks_is_said_once_in_the_book_and_not_of_every_patient()
    {
        var nurse = await care.HireAsync("nurse");
        for (var i = 0; i < 5; i++) await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();

        await connection.RefusedAsync(nameof(ICareHub.FollowMine), connection.Mine("documents"));

        var entry = Assert.Single(recorded.Trail.Written.Items, e => e.Actor == nurse.UserId && e.Operation == "stream.subscribe");
        Assert.Equal((EntryOutcome.Denied, "topic", null), (entry.Outcome, entry.Reason, entry.Patient));
    }

    [Fact]
    public async Task A_resume_begins_no_following_that_could_not_be_begun_by_itself()
    {
        var patient = await care.AdmitAsync();
        var self = await (await care.HireAsync("patient", patient)).ConnectAsync();
        var nurse = await (await care.HireAsync("nurse")).ConnectAsync();

        async Task<ErrorCode> CodeAsync(RawConnection connection, params string[] topics) => (await connection.RefusedAsync(
            nameof(ICareHub.Resume),
            connection.Resume([]) with { Following = [new ResumedFollow { FollowId = Guid.NewGuid(), Topics = topics }] })).Code;

        var resumed = await self.InvokeAsync<ResumeResult>(
            nameof(ICareHub.Resume), self.Resume([]) with { Following = [new ResumedFollow { FollowId = Guid.NewGuid(), Topics = [The.Vitals] }] });

        Assert.Equal([ResumeStatus.Denied], resumed.Following!.Select(one => one.Status));
        Assert.Empty(self.JoinedOf());
        Assert.Equal(ErrorCode.UnknownTopic, await CodeAsync(nurse, "horoscope"));
        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(nurse, [.. Enumerable.Repeat(The.Vitals, 33)]));
    }

    [Fact]
    public async Task Where_a_resume_is_refused_half_way_patients_still_join_what_it_took_over()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync();
        var requests = new List<FollowMineRequest>();
        for (var i = 0; i < RealtimeCareProtocol.MaxFollows; i++) requests.Add(await connection.FollowMineAsync());
        var (known, unknown) = (requests[0].FollowId, Guid.NewGuid());
        var following = new[] { known, unknown }.Select(id => new ResumedFollow { FollowId = id, Topics = [The.Vitals] });

        var refused = await connection.RefusedAsync(nameof(ICareHub.Resume), connection.Resume([]) with { Following = [.. following] });
        var patient = await care.AdmitAsync(nurse);
        await connection.Received.UntilAllAsync(_ => connection.JoinedOf().Any(one => one.FollowId == known && one.PatientId == patient.Id), "Joined");

        Assert.Equal(ErrorCode.TooLarge, refused.Code);
    }

    private static FollowMineRequest Again(FollowMineRequest request, string topic) => request with { InvocationId = Guid.NewGuid(), Topics = [topic] };

    private static Task<ReportActivityResult> RoundTripAsync(RawConnection connection) => connection.InvokeAsync<ReportActivityResult>(
        nameof(ICareHub.ReportActivity),
        new ReportActivityRequest { InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken });

    private Task<Entry> EndedAsync(Guid subscription) => recorded.Trail.Written.UntilAsync(
        e => e.Kind == EntryKinds.DeliveryEnded && e.Subscription == subscription, "the end of the delivery");
}
