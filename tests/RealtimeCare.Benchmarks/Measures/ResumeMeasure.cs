using MessagePack;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>
/// After a restart everybody comes back at once: 5,000 sessions, each connected and welcomed, resume 20 patients in one call. Beside it
/// as many connections of the bare hub, which join 20 groups, one call each. From the first call to the last answer.
/// </summary>
internal sealed class ResumeMeasure : IMeasure
{
    private const int Sessions = 5000;
    private const int Patients = 20;
    private const int AllPatients = 1000;
    private const int Payload = 512;
    private const int BatchSize = 500;
    private const int MostRounds = 3;

    public string Name => "resume";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        // Servers of their own: nobody has followed anything there yet.
        var samples = await Rounds.CountAsync(
            Math.Min(options.Rounds, MostRounds), () => BareAsync(cancellationToken), () => OursAsync(cancellationToken));
        return [Comparison.Judge($"{Sessions} sessions x {Patients} patients resumed, one call each; bare: {Patients} joins each (ms)", "≤ 5000 ms", samples)];
    }

    private static async Task<double> BareAsync(CancellationToken cancellationToken)
    {
        await using var bare = await BareServer.StartAsync(cancellationToken);
        var sockets = await Crowd.GatherAsync(Sessions, _ => HubSocket.OpenAsync(bare.Hub, null, cancellationToken));
        await Rounds.SettleAsync(bare.Process, cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(sockets.Select((socket, index) => Task.Run(
            async () =>
            {
                for (var patient = 0; patient < Patients; patient++)
                    await socket.InvokeAsync(nameof(BareHub.Join), Group((index + patient) % AllPatients), cancellationToken);
            },
            cancellationToken)));
        var took = Rounds.Since(started);
        await Crowd.LeaveAsync(sockets);
        return took.TotalMilliseconds;
    }

    private static async Task<double> OursAsync(CancellationToken cancellationToken)
    {
        await using var care = await CareServer.StartAsync(cancellationToken);
        List<ReadTo> patients = [];
        while (patients.Count < AllPatients)
            patients.AddRange(await care.PublishToNewPatientsAsync(BatchSize, Resources.Encounter(Payload), cancellationToken));
        var hubs = care.HubOfStrangers(Sessions);
        var followers = await Crowd.GatherAsync(Sessions, index => CareFollower.OpenAsync(hubs[index], cancellationToken));
        await Rounds.SettleAsync(care.Process, cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(followers.Select((follower, index) => Task.Run(
            () => follower.ResumeAsync([.. Enumerable.Range(index, Patients).Select(at => patients[at % AllPatients])], The.Encounters, cancellationToken),
            cancellationToken)));
        var took = Rounds.Since(started);
        await Crowd.LeaveAsync(followers.Select(one => one.Socket));
        return took.TotalMilliseconds;
    }

    private static Frames.Content Group(int patient) => (ref MessagePackWriter writer) =>
    {
        writer.WriteArrayHeader(1);
        writer.Write($"patient-{patient}");
    };
}
