using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Closes connections when their token expires and ends sessions whose time is over, at most 250 ms late. SignalR's own
/// one-second scan stands two seconds behind it as the safety net.
/// </summary>
internal sealed class ExpiryWorker(
    ConnectionRegistry connections,
    SessionRegistry sessions,
    ConnectionCloser closer,
    SessionEnder ender,
    ExpiryClock clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private Task writing = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock.Time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                Round(clock.Time.GetUtcNow());
                if (writing.IsCompleted) writing = WriteEndsAsync(stoppingToken);
            }
            catch (Exception exception)
            {
                DeliveryLog.ExpiryFailed(clock.Logger, exception);
            }
        }
    }

    /// <summary>Beside the rounds, so that a store that hangs makes no expiry late.</summary>
    private async Task WriteEndsAsync(CancellationToken stoppingToken)
    {
        try
        {
            await sessions.WriteEndsAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is SessionStoreUnavailableException or OperationCanceledException)
        {
            // The ends hold in memory and are written in a later round.
        }
    }

    /// <summary>Starts every close that is due; none waits for another.</summary>
    private void Round(DateTimeOffset now)
    {
        foreach (var connection in connections.All)
            if (!connection.IsClosing && now >= connection.ExpiresAt) _ = closer.CloseAsync(connection, EndReason.TokenExpired);
        foreach (var session in sessions.Live)
            if (session.OverdueAt(now) is { } reason) _ = ender.EndAsync(session, reason, null);
        sessions.Forget();
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>The clock and the log of the expiry rounds.</summary>
internal sealed record ExpiryClock(TimeProvider Time, ILogger<ExpiryWorker> Logger);
