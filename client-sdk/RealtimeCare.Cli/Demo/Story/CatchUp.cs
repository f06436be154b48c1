using RealtimeCare.Cli.Demo.Checks;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>Waits until everybody has what was published for them, or until nothing comes any more.</summary>
internal sealed class CatchUp(TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(5);

    /// <summary>Waits, but no longer than the limit.</summary>
    /// <returns>Whether everybody has everything; what is missing is the checks' business.</returns>
    public async Task<bool> WaitAsync(
        Func<IReadOnlyList<ReceivedRecord>> records,
        IReadOnlyList<PublishedEvent> published,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var (received, lastAt) = (-1, startedAt);
        while (time.GetElapsedTime(startedAt) < limit)
        {
            var now = records();
            if (now.All(record => HasEverything(record, published))) return true;
            var count = now.Sum(r => r.Received.Count);
            if (count != received) (received, lastAt) = (count, time.GetTimestamp());
            else if (time.GetElapsedTime(lastAt) > QuietFor) return false;
            await Task.Delay(Look, time, cancellationToken);
        }

        return false;
    }

    private static bool HasEverything(ReceivedRecord record, IReadOnlyList<PublishedEvent> published)
    {
        var expectation = new Expectation(record, published);
        return SequenceCheck.Check(expectation).Concat(StateCheck.Check(expectation)).All(f => f.Kind != FindingKind.Lost);
    }
}
