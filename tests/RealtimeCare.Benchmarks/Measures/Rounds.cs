using System.Diagnostics;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>How rounds are run: alternating, so that what the machine does besides hits both sides alike.</summary>
internal static class Rounds
{
    /// <summary>Rounds before those that count: compiling goes on for seconds and would be taken for the cost of an operation.</summary>
    private const int WarmUps = 4;

    /// <summary>Rounds of each side to warm up, then the rounds that count.</summary>
    public static async Task<Samples> AlternateAsync(int rounds, Func<Task<double>> bare, Func<Task<double>> ours, int warmUps = WarmUps)
    {
        List<double> bareValues = [], ourValues = [];
        for (var round = 0; round < warmUps + rounds; round++)
        {
            bareValues.Add(await bare());
            ourValues.Add(await ours());
        }

        return new Samples([.. bareValues.Skip(warmUps).Select(Tidy)], [.. ourValues.Skip(warmUps).Select(Tidy)]);
    }

    /// <summary>Microseconds of the server's processor per operation of <paramref name="work"/>, which says how many there were.</summary>
    public static async Task<double> CpuPerOperationAsync(ServerProcess server, Func<Task<long>> work)
    {
        var before = server.Cpu;
        var operations = await work();
        return (server.Cpu - before).TotalMicroseconds / operations;
    }

    /// <summary>Lets real time pass.</summary>
    public static async Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (time <= TimeSpan.Zero) return;
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(cancellationToken);
    }

    public static TimeSpan Since(long timestamp) => Stopwatch.GetElapsedTime(timestamp);

    public static double Tidy(double value) => Math.Round(value, 3);
}
