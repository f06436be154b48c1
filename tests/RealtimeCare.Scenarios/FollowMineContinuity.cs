using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Following one's own patients over drops and handovers, and at the limits of a connection.</summary>
public sealed class FollowMineContinuity(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task After_a_drop_the_set_is_found_anew_and_nobody_misses_or_repeats_anything(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var (kept, gone, come) = (await care.AdmitAsync(nurse), await care.AdmitAsync(nurse), await care.AdmitAsync(care.Physician));
        var before = await nurse.ConnectAsync(wire);
        var request = await before.FollowMineAsync();
        var (keptId, goneId) = ((await before.UntilJoinedAsync(kept)).SubscriptionId, (await before.UntilJoinedAsync(gone)).SubscriptionId);
        await care.Monitor.PublishAsync(Some.Vital(kept.ById, 1));
        await before.UntilEventsAsync(keptId, 1);

        await before.DisposeAsync();
        await care.SetTeamAsync(gone, care.Physician);
        await care.SetTeamAsync(come, nurse);
        await care.Monitor.PublishAsync(Some.Vital(kept.ById, 2));
        await care.Monitor.PublishAsync(Some.Vital(gone.ById, 3));
        var after = await nurse.ConnectAsync(wire);
        var resumed = await after.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), after.Resume(before, request));
        var joined = await after.UntilJoinedAsync(come);
        await after.UntilEventsAsync(keptId, 1);
        await care.Monitor.PublishAsync(Some.Vital(come.ById, 4));
        await after.UntilEventsAsync(joined.SubscriptionId, 1);

        var outcomes = resumed.Subscriptions.ToDictionary(one => one.SubscriptionId);
        Assert.Equal((ResumeStatus.Resumed, null), (outcomes[keptId].Status, outcomes[keptId].Left));
        Assert.Equal((ResumeStatus.Denied, LeftReason.Ended), (outcomes[goneId].Status, outcomes[goneId].Left));
        Assert.Equal(["joined", "2"], after.StoryOf(keptId));
        Assert.Empty(after.StoryOf(goneId));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_handover_moves_all_patients_and_closes_the_old_connection(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var old = await nurse.ConnectAsync(wire);
        var request = await old.FollowMineAsync();
        var id = (await old.UntilJoinedAsync(patient)).SubscriptionId;
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await old.UntilEventsAsync(id, 1);

        var fresh = await nurse.ConnectAsync(wire);
        // One whom the client did not know of yet when it wrote its request.
        var unknown = await care.AdmitAsync(nurse);
        var unknownId = (await old.UntilJoinedAsync(unknown)).SubscriptionId;
        var resume = fresh.Resume(old, request);
        await fresh.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), resume with { Subscriptions = [.. resume.Subscriptions.Where(one => one.SubscriptionId == id)] });
        await fresh.UntilJoinedAsync(unknown);
        var ending = await old.UntilEndingAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await care.Monitor.PublishAsync(Some.Vital(unknown.ById, 3));
        await fresh.UntilEventsAsync(id, 1);
        await fresh.UntilEventsAsync(unknownId, 1);

        Assert.Equal(EndReason.HandedOver, ending.As<ConnectionEnding>().Reason);
        Assert.Equal(["joined", "2"], fresh.StoryOf(id));
        Assert.Equal(["joined", "3"], fresh.StoryOf(unknownId));
    }

    [Fact]
    public async Task Who_joins_a_new_connection_goes_on_from_what_was_acknowledged()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var old = await nurse.ConnectAsync(new RawOptions { Acknowledges = false });
        await old.OpenAcknowledgementsAsync();
        var request = await old.FollowMineAsync();
        var id = (await old.UntilJoinedAsync(patient)).SubscriptionId;
        await care.Monitor.PublishHeartRatesAsync(patient.ById, 2);
        await old.UntilEventsAsync(id, 2);

        // The same call again, as after an answer that was lost.
        var fresh = await nurse.ConnectAsync();
        var again = await fresh.FollowMineAsync(request with { InvocationId = Guid.NewGuid(), ConnectionToken = fresh.Welcome.ConnectionToken });
        await fresh.UntilEventsAsync(id, 2);

        Assert.Equal(id, Assert.Single(again.Patients).SubscriptionId);
        Assert.Equal(["joined", "1", "2"], fresh.StoryOf(id));
    }

    [Fact]
    public async Task A_resume_that_names_a_patient_of_a_following_it_does_not_name_is_refused()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var request = await connection.FollowMineAsync();
        await connection.UntilJoinedAsync(patient);
        var resume = connection.Resume(connection, request);

        async Task<ErrorCode> CodeAsync(ResumeRequest wrong) => (await connection.RefusedAsync(nameof(ICareHub.Resume), wrong)).Code;

        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(resume with { Following = null }));
        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(resume with { Following = [resume.Following![0] with { Topics = [] }] }));
        Assert.Equal(ErrorCode.InvalidRequest, await CodeAsync(resume with { Following = [.. Enumerable.Repeat(resume.Following![0], RealtimeCareProtocol.MaxFollows + 1)] }));
    }

    [Fact]
    public async Task A_stranger_resumes_nobody_as_a_patient_of_a_following()
    {
        // Not everybody's nurse: she would follow the patients of all other tests.
        var (person, stranger) = (await care.HireAsync("nurse"), await care.HireAsync("nurse"));
        var patient = await care.AdmitAsync(person);
        var nurse = await person.ConnectAsync();
        var request = nurse.Mine(The.Vitals);
        var joined = (await nurse.FollowMineAsync(request)).Patients.Single(one => one.PatientId == patient.Id);
        await nurse.UntilJoinedAsync(patient);
        var connection = await stranger.ConnectAsync();

        var resumed = await connection.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), connection.Resume(nurse, request));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await nurse.UntilEventsAsync(joined.SubscriptionId, 1);

        Assert.All(resumed.Subscriptions, one => Assert.Equal(ResumeStatus.Denied, one.Status));
        Assert.Empty(connection.JoinedOf());
        Assert.Empty(connection.EventsOf(joined.SubscriptionId));
    }

    [Fact]
    public async Task More_patients_than_fit_are_refused_as_a_whole_and_later_ones_are_said_to_be_missing()
    {
        var nurse = await care.HireAsync("nurse");
        var (first, second) = (await care.AdmitAsync(nurse), await care.AdmitAsync(nurse));
        var connection = await nurse.ConnectAsync();
        var filler = Enumerable.Range(0, RealtimeCareProtocol.MaxSubscriptions - 1).Select(_ => new ResumedSubscription
        {
            SubscriptionId = Guid.NewGuid(), PatientId = first.Id, Topics = [The.Vitals], After = new Position { Epoch = 1, Offset = 0 }, StateAfter = 0,
        }).ToArray();
        var start = await connection.SubscribeAsync(connection.Subscribe(first.ById, The.Vitals));
        await connection.InvokeAsync<ResumeResult>(nameof(ICareHub.Resume), connection.Resume([.. filler.Skip(1).Select(one => one with { After = start.Start })]));

        var refused = await connection.RefusedAsync(nameof(ICareHub.FollowMine), connection.Mine(The.Vitals));
        await care.SetTeamAsync(second, care.Physician);
        var result = await connection.FollowMineAsync(connection.Mine(The.Vitals));
        await care.SetTeamAsync(second, nurse);
        var missing = await connection.UntilMissingAsync(1);
        await connection.InvokeAsync<Done>(nameof(ICareHub.Unsubscribe), new UnsubscribeRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, SubscriptionId = filler[1].SubscriptionId,
        });
        await connection.UntilJoinedAsync(second);
        await connection.UntilMissingAsync(0);

        Assert.Equal((ErrorCode.TooManyPatients, 2), (refused.Code, refused.Count));
        Assert.Equal([first.Id], result.Patients.Select(one => one.PatientId));
        Assert.Equal(1, missing);
    }

    [Fact]
    public async Task A_session_has_at_most_eight_followings()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync();
        for (var i = 0; i < RealtimeCareProtocol.MaxFollows; i++) await connection.FollowMineAsync();

        var refused = await connection.RefusedAsync(nameof(ICareHub.FollowMine), connection.Mine(The.Vitals));

        Assert.Equal(ErrorCode.TooLarge, refused.Code);
    }
}
