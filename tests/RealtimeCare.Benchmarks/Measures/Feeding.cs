using RealtimeCare.Benchmarks.Wire;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>How a publisher feeds the followers of one side.</summary>
internal static class Feeding
{
    /// <summary>Events that may be on the way to the slowest follower: what one connection of ours may have unacknowledged.</summary>
    private const int MostOnTheWay = 256;

    private const int Burst = 64;

    /// <summary>The most events that our host takes in one request.</summary>
    private const int LargestBurst = 500;

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

    /// <summary>One event after the other, each when the one before was answered, for so long. Says how many deliveries there were.</summary>
    public static async Task<long> AwaitEachAsync(ISide side, TimeSpan time, CancellationToken cancellationToken)
    {
        var before = Slowest(side);
        var started = TimeProvider.System.GetTimestamp();
        var published = 0L;
        for (; Rounds.Since(started) < time; published++)
        {
            await side.PublishOneAsync(cancellationToken);
            await UntilAsync(side, before + published - MostOnTheWay, cancellationToken);
        }

        await UntilAsync(side, before + published, cancellationToken);
        return published * side.Tallies.Count;
    }

    /// <summary>One event every <paramref name="interval"/>, for so long. Says how many deliveries there were.</summary>
    public static async Task<long> DripAsync(ISide side, TimeSpan interval, TimeSpan time, CancellationToken cancellationToken)
    {
        var before = Slowest(side);
        using var timer = new PeriodicTimer(interval);
        var events = (long)(time / interval);
        for (var published = 0; published < events; published++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            await side.PublishOneAsync(cancellationToken);
        }

        await UntilAsync(side, before + events, cancellationToken);
        return events * side.Tallies.Count;
    }

    /// <summary>
    /// So many events at a fixed rate, whatever comes of them: who falls behind catches up with a larger burst, and the events keep
    /// the time at which they were due. Gives that time of each.
    /// </summary>
    public static async Task<long[]> AtRateAsync(ISide side, int events, int perSecond, CancellationToken cancellationToken)
    {
        var due = new long[events];
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var published = 0; published < events;)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var now = TimeProvider.System.GetTimestamp();
            var target = Math.Min(Math.Min(events, (int)(Rounds.Since(started).TotalSeconds * perSecond)), published + LargestBurst);
            if (target == published) continue;
            // The burst that this tick owes is due now; what earlier ticks owed was due then.
            for (var at = published; at < target; at++) due[at] = Math.Min(now, started + (long)((at + 1.0) / perSecond * TimeProvider.System.TimestampFrequency));
            await side.PublishAsync(target - published, cancellationToken);
            published = target;
        }

        return due;
    }

    /// <summary>Waits until every follower has received so many events since the beginning.</summary>
    public static Task UntilAsync(ISide side, long received, CancellationToken cancellationToken) => UntilAsync(side.Tallies, received, cancellationToken);

    public static async Task UntilAsync(IReadOnlyList<Tally> tallies, long received, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (tallies.Min(one => one.Received) < received)
        {
            if (Rounds.Since(started) > Patience) throw new TimeoutException($"A follower has received {tallies.Min(one => one.Received)} of {received} events.");
            await poll.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static long Slowest(ISide side) => side.Tallies.Min(one => one.Received);
}
