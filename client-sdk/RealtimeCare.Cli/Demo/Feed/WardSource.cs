using System.Runtime.CompilerServices;
using RealtimeCare.Cli.Demo.Ward;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Feed;

/// <summary>The simulated ward: admissions first, then a beat of the monitors every half second.</summary>
/// <param name="ward">The ward.</param>
/// <param name="lasts">How long; null means until it is cancelled.</param>
internal sealed class WardSource(SimulatedWard ward, TimeSpan? lasts, TimeProvider time) : IEventSource
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private long? startedAt;

    /// <inheritdoc/>
    public double Progress => lasts is { } all && startedAt is { } start ? Math.Min(1, time.GetElapsedTime(start) / all) : 0;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<PublishRequest>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        startedAt = time.GetTimestamp();
        yield return [.. ward.Admissions(time.GetUtcNow()).Select(e => e.ToRequest())];
        using var timer = new PeriodicTimer(Beat, time);
        while (Progress < 1)
        {
            yield return [.. ward.Beat(time.GetUtcNow()).Select(e => e.ToRequest())];
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
