using System.Diagnostics;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>How rounds are run: alternating, so that what the machine does besides hits both sides alike.</summary>
internal static class Rounds
{
    /// <summary>One round of each side to warm up, then the rounds that count.</summary>
    public static async Task<Samples> AlternateAsync(int rounds, Func<Task<double>> bare, Func<Task<double>> ours)
    {
        List<double> bareValues = [], ourValues = [];
        for (var round = 0; round <= rounds; round++)
        {
            bareValues.Add(await bare());
            ourValues.Add(await ours());
        }

        return new Samples([.. bareValues.Skip(1).Select(Tidy)], [.. ourValues.Skip(1).Select(Tidy)]);
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
