using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>
/// Does a delivery cost more when there are more streams? Both sides are ours: 200 followers of one patient beside 100 streams and
/// beside 10,000. Each follower follows its share of the other streams too, in which nothing happens meanwhile.
/// </summary>
internal sealed class StreamsMeasure : IMeasure
{
    private const int Followers = 200;
    private const int Payload = 512;
    private const int Few = 100;
    private const int Many = 10_000;
    private const int BatchSize = 500;

    public string Name => "streams";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var small = await CareServer.StartAsync(cancellationToken);
        await using var large = await CareServer.StartAsync(cancellationToken);
        await using var few = await GatherAsync(small, Few, cancellationToken);
        await using var many = await GatherAsync(large, Many, cancellationToken);
        var samples = await Rounds.AlternateAsync(options.Rounds, () => CostAsync(few), () => CostAsync(many));
        return [Comparison.Judge($"CPU per delivery, saturated, {Many} streams; bare = ours with {Few} (µs)", "≤ 1.2 x", samples)];

        Task<double> CostAsync(ISide side) =>
            Rounds.CpuPerOperationAsync(side.Server, () => Feeding.SaturateAsync(side, options.Round, cancellationToken));
    }

    /// <summary>All are registrars, who need no relationship, so that the facts stay as small as on the other side; each has a session, which has its limit too.</summary>
    private static async Task<CareSide> GatherAsync(CareServer server, int streams, CancellationToken cancellationToken)
    {
        var hubs = server.HubOfStrangers(Followers);
        List<ReadTo> patients = [];
        while (patients.Count < streams)
            patients.AddRange(await server.PublishToNewPatientsAsync(Math.Min(BatchSize, streams - patients.Count), Resources.Encounter(Payload), cancellationToken));
        var side = await CareSide.GatherAsync(server, Followers, Payload, index => hubs[index], cancellationToken);
        await Parallel.ForEachAsync(patients.Index(), cancellationToken, async (patient, cancelled) =>
            await side.Followers[patient.Index % Followers].FollowAsync(patient.Item.PatientId, The.Encounters, cancelled));
        return side;
    }
}
