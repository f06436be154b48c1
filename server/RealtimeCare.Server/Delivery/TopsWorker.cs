using Microsoft.Extensions.Hosting;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Has the pumps tell how far they have sent, so that a client sees on a living connection that something got lost. Where nothing was
/// sent since the last time nobody is woken.
/// </summary>
internal sealed class TopsWorker(ConnectionRegistry connections, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Round();
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>Asks every pump that has something to tell.</summary>
    internal void Round()
    {
        foreach (var connection in connections.All) connection.Pump?.AskForTops();
    }
}
