using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>What one follower is sent. Who acknowledges has a window, as our host gives it.</summary>
internal sealed class Feed(ISingleClientProxy client, Guid subscription, FhirJson resource, bool hasWindow)
{
    public const long Epoch = 1;

    private readonly SemaphoreSlim moved = new(0);
    private long sent;
    private long acknowledged;

    public void Acknowledge(long through)
    {
        Volatile.Write(ref acknowledged, through);
        moved.Release();
    }

    /// <summary>Sends what the plan says; returns when all of it was sent.</summary>
    public async Task RunAsync(FeedPlan plan, CancellationToken cancellationToken)
    {
        using var timer = plan.TickMs > 0 ? new PeriodicTimer(TimeSpan.FromMilliseconds(plan.TickMs)) : null;
        for (var done = 0; done < plan.Events; done += plan.PerTick)
        {
            if (timer is not null) await timer.WaitForNextTickAsync(cancellationToken);
            for (var left = Math.Min(plan.PerTick, plan.Events - done); left > 0;)
            {
                var count = Math.Min(left, Math.Max(1, plan.PerMessage));
                await RoomAsync(count, cancellationToken);
                if (plan.PerMessage == 0) await client.SendAsync("Event", EventAt(++sent), cancellationToken);
                else await client.SendAsync(nameof(ICareClient.Events), Next(count), cancellationToken);
                left -= count;
            }
        }
    }

    private async Task RoomAsync(int count, CancellationToken cancellationToken)
    {
        while (hasWindow && sent + count - Volatile.Read(ref acknowledged) > RealtimeCareProtocol.MaxUnacknowledgedEvents)
            await moved.WaitAsync(cancellationToken);
    }

    private EventBatch Next(int count)
    {
        var previous = sent;
        sent += count;
        return new EventBatch
        {
            SubscriptionId = subscription,
            Epoch = Epoch,
            Previous = previous,
            Through = sent,
            StateThrough = 0,
            Events = [.. Enumerable.Range(1, count).Select(at => EventAt(previous + at))],
        };
    }

    private CareEvent EventAt(long offset) => new()
    {
        EventId = Guid.CreateVersion7(),
        Offset = offset,
        Topic = The.Encounters,
        Class = EventClass.Durable,
        Severity = EventSeverity.Routine,
        PublishedAt = TimeProvider.System.GetUtcNow(),
        Resource = resource,
    };
}
