using System.Diagnostics;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>How rounds are run: alternating, so that what the machine does besides hits both sides alike.</summary>
internal static class Rounds
{
    private const int FewestWarmUps = 4;
    private const int MostWarmUps = 12;
    private static readonly TimeSpan ShortestWarmUp = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>The part of a processor's time that a server may use while it is taken for idle.</summary>
    private const double MostIdleShare = 0.04;

    /// <summary>A round that is not cheaper than the one before by more than this is taken for settled.</summary>
    private const double Settled = 0.93;

    /// <summary>Rounds of each side in turn: first until both have settled, then those that count.</summary>
    public static async Task<Samples> AlternateAsync(int rounds, Func<Task<double>> bare, Func<Task<double>> ours)
    {
        List<double> bareValues = [], ourValues = [];
        var started = TimeProvider.System.GetTimestamp();
        while (bareValues.Count < FewestWarmUps || Since(started) < ShortestWarmUp || IsFalling(bareValues) || IsFalling(ourValues))
        {
            bareValues.Add(await bare());
            ourValues.Add(await ours());
            if (bareValues.Count >= MostWarmUps) break;
        }

        return await CountAsync(rounds, bare, ours);
    }

    /// <summary>Rounds of each side in turn, all of which count.</summary>
    public static async Task<Samples> CountAsync(int rounds, Func<Task<double>> bare, Func<Task<double>> ours)
    {
        List<double> bareValues = [], ourValues = [];
        for (var round = 0; round < rounds; round++)
        {
            bareValues.Add(Tidy(await bare()));
            ourValues.Add(Tidy(await ours()));
        }

        return new Samples(bareValues, ourValues);
    }

    // Compiling goes on for seconds on threads of the server's own, and would be taken for the cost of an operation.
    private static bool IsFalling(List<double> values) => values[^1] < values[^2] * Settled;

    /// <summary>
    /// Waits until a server that has nothing to do does nothing: what it has seen called often enough it compiles on a thread of its
    /// own, and on a busy machine that may take a minute.
    /// </summary>
    public static async Task SettleAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Since(started) < LongestSettling)
        {
            var before = server.Cpu;
            await PauseAsync(Look, cancellationToken);
            if (server.Cpu - before < Look * MostIdleShare) return;
        }
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
