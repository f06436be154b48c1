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
}
