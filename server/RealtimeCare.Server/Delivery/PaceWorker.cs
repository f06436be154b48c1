using Microsoft.Extensions.Hosting;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Closes connections that neither read nor acknowledge for too long, so that they are not taken for followed. They cost nobody
/// else anything meanwhile, and can come back and resume.
/// </summary>
internal sealed class PaceWorker(ConnectionRegistry connections, ConnectionCloser closer, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Round(time.GetUtcNow() - Patience);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>Starts every close that is due; none waits for another.</summary>
    private void Round(DateTimeOffset since)
    {
        foreach (var connection in connections.All)
            if (!connection.IsClosing && connection.Pump?.IsHeldUpSince(since) == true) _ = closer.CloseAsync(connection, EndReason.TooSlow);
    }
}
