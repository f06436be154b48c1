using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>
/// Whoever may not see a patient cannot find out whether there is one: the same steps are run and the same answer is given, so
/// that neither its text, its size nor the time it takes tells. Asserted on the steps, since a clock would only tell by chance.
/// </summary>
public sealed class NothingTellsWhoIsAPatient : IAsyncLifetime
{
    private readonly Watched watched = new();
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Replace = watched.Replace);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_strangers_patient_and_no_patient_run_the_same_steps(bool isRestricted)
    {
        var patient = await care.AdmitAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        var connection = await care.Stranger.ConnectAsync();

        var byId = await TriedAsync(connection, patient.ById, isRestricted);
        var byNoId = await TriedAsync(connection, PatientReference.ById(Guid.CreateVersion7().ToString()), isRestricted);
        var byIdentifier = await TriedAsync(connection, patient.ByIdentifier, isRestricted);
        var byNoIdentifier = await TriedAsync(connection, PatientReference.ByIdentifier(The.RecordNumbers, "nobody"), isRestricted);

        Assert.Equal(byId, byNoId);
        Assert.Equal(byIdentifier, byNoIdentifier);
        Assert.Equal(6, byId.Split('\n').Length);
    }

    [Fact]
    public async Task A_resume_of_a_strangers_patient_and_of_none_run_the_same_steps()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Stranger.ConnectAsync();

        var known = await ResumedAsync(connection, patient.ById.Id!);
        var unknown = await ResumedAsync(connection, Guid.CreateVersion7().ToString());

        Assert.Equal(known, unknown);
        Assert.Contains("denied", known, StringComparison.Ordinal);
    }

    private async Task<string> TriedAsync(RawConnection connection, PatientReference patient, bool isRestricted)
    {
        var subscribe = connection.Subscribe(patient, The.Vitals) with { Restricted = isRestricted };
        var snapshot = new SnapshotRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = subscribe.ConnectionToken, Patient = patient, Topics = [The.Vitals], Restricted = isRestricted,
        };
        watched.Take();
        var errors = new[]
        {
            await connection.RefusedAsync(nameof(ICareHub.Subscribe), subscribe), await connection.RefusedAsync(nameof(ICareHub.Snapshot), snapshot),
        };
        return string.Join('\n', watched.Take().Concat(errors.Select(Shown)));
    }

    private async Task<string> ResumedAsync(RawConnection connection, string patientId)
    {
        var request = connection.Resume(new ResumedSubscription
        {
            SubscriptionId = Guid.NewGuid(), PatientId = patientId, Topics = [The.Vitals], After = new Position { Epoch = 1, Offset = 0 }, StateAfter = 0,
        });
        watched.Take();
        var result = await connection.InvokeAsync(nameof(ICareHub.Resume), request);
        return string.Join('\n', watched.Take().Append(result.GetProperty("subscriptions")[0].GetProperty("status").GetString()));
    }

    // The id of the request is new every time and always as long.
    private static string Shown(CareError error) => $"{error.Code} {error.ToWire().Length}";
}
