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
