using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>Of a stream that stopped because a right was taken away the book says which.</summary>
public sealed class TheBookSaysWhy : IAsyncLifetime
{
    private readonly Watched watched = new();
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Replace = watched.Replace);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task Taking_a_nurse_off_the_care_team_ends_her_stream_with_the_factor_that_denies()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var connection = await care.Nurse.ConnectAsync();
        await connection.SubscribeAsync(connection.Subscribe(patient.ById, The.Vitals));
        watched.Take();

        await care.SetTeamAsync(patient, care.Physician);
        await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), nameof(AccessChanged));
        await connection.DisposeAsync();
        await care.Host.StopAsync();

        Assert.Contains(
            "delivery.ended  Success access-withdrawn [token tenant scope role topic !relationship consent label purpose !patient]", watched.Take());
    }
}
