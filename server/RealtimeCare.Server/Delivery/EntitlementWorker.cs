using Microsoft.Extensions.Hosting;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Wakes the pumps whose entitlements are over by time. A change of facts wakes them by itself; an end that was known beforehand
/// needs somebody to look at the clock, or a client would hear of it only with the next event.
/// </summary>
internal sealed class EntitlementWorker(ConnectionRegistry connections, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Round(time.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private void Round(DateTimeOffset now)
    {
        foreach (var connection in connections.All)
            if (connection.Pump is { } pump && HasEnded(pump, now)) pump.Review();
    }

    private static bool HasEnded(ConnectionPump pump, DateTimeOffset now)
    {
        foreach (var subscription in pump.Subscriptions)
            if (subscription.Entitlement.Decision.ValidUntil <= now) return true;
        return false;
    }
}
