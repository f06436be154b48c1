namespace RealtimeCare.Benchmarks.Measures;

/// <summary>How a publisher feeds the followers of one side.</summary>
internal static class Feeding
{
    /// <summary>Events that may be on the way to the slowest follower: what one connection of ours may have unacknowledged.</summary>
    private const int MostOnTheWay = 256;

    private const int Burst = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>As much as goes, for so long. Says how many deliveries there were.</summary>
    public static async Task<long> SaturateAsync(ISide side, TimeSpan time, CancellationToken cancellationToken)
    {
        var before = Slowest(side);
        var started = TimeProvider.System.GetTimestamp();
        var published = 0L;
        while (Rounds.Since(started) < time)
        {
            await side.PublishAsync(Burst, cancellationToken);
            published += Burst;
            await UntilAsync(side, before + published - MostOnTheWay + Burst, cancellationToken);
        }

        await UntilAsync(side, before + published, cancellationToken);
        return published * side.Tallies.Count;
    }

    /// <summary>Waits until every follower has received so many events since the beginning.</summary>
    public static async Task UntilAsync(ISide side, long received, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Slowest(side) < received)
        {
            if (Rounds.Since(started) > Patience) throw new TimeoutException($"A follower has received {Slowest(side)} of {received} events.");
            await poll.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static long Slowest(ISide side) => side.Tallies.Min(one => one.Received);
}
