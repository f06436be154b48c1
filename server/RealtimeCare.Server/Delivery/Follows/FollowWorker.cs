using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Delivery.Follows;

/// <summary>
/// Lets patients join when a change of facts or policies, or time alone, has made them somebody's own. Each following is looked at by
/// itself; none waits for another.
/// </summary>
internal sealed class FollowWorker(
    FollowRegistry follows, FollowKeeper keeper, ConnectionCloser closer, TimeProvider time, ILogger<FollowWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = time.CreateTimer(_ => follows.Wake(), null, Interval, Interval);
        try
        {
            while (true)
            {
                await follows.WaitAsync(stoppingToken);
                foreach (var follow in follows.TakeDue(time.GetUtcNow()))
                    if (follow.TryBegin()) _ = LookAsync(follow);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task LookAsync(Follow follow)
    {
        await Task.Yield();
        var isDone = await TryLookAsync(follow);
        follow.Finish();
        // Whoever was noted meanwhile found it busy.
        if (isDone && follow.IsDueAt(time.GetUtcNow())) follows.Wake();
    }

    private async Task<bool> TryLookAsync(Follow follow)
    {
        try
        {
            if (!await keeper.LookAsync(follow)) return false;
            if (follow.IsMoving) closer.HandOver(follow.Pump.Connection);
            follow.IsMoving = false;
            follow.IsWaiting = false;
            return true;
        }
        catch (Exception exception)
        {
            // The trail or a store is down, or the connection is going: everybody is looked at in a later round.
            if (!follow.IsWaiting && !follow.Pump.Connection.Aborted.IsCancellationRequested)
                DeliveryLog.FollowWaits(logger, exception, follow.Pump.Connection.Id);
            follow.IsWaiting = true;
            follow.NoteAll();
            return false;
        }
    }
}
