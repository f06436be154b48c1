using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>Closes a connection: stop the pump, say why, close, and cut a peer that does not leave.</summary>
/// <remarks>SignalR's close message has no reason and its close code is always 1000, so the notice goes first.</remarks>
internal sealed class ConnectionCloser(ConnectionRegistry connections, TimeProvider time, ILogger<ConnectionCloser> logger)
{
    private static readonly TimeSpan NoticeTimeout = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CutAfter = TimeSpan.FromMilliseconds(400);

    /// <summary>Closes it and returns when nothing more can be sent; false when it was being closed already.</summary>
    public async Task<bool> CloseAsync(Connection connection, EndReason reason, int? retryAfterMs = null)
    {
        if (!connection.TryClose()) return false;
        if (connection.Pump is { } pump) await pump.StopAsync();
        await NoticeAsync(connection, reason, retryAfterMs);
        connection.Abort();
        DeliveryLog.ConnectionClosed(logger, connection.Id, reason);
        _ = CutLaterAsync(connection);
        return true;
    }

    /// <summary>Closes the connections of the same session whose subscriptions have all moved to their successor.</summary>
    public void HandOver(Connection successor)
    {
        foreach (var other in connections.Of(successor.Session))
            if (other != successor && other.Pump is { Subscriptions.IsEmpty: true, Follows.IsEmpty: true, HasServed: true }) _ = CloseAsync(other, EndReason.HandedOver);
    }

    private async Task NoticeAsync(Connection connection, EndReason reason, int? retryAfterMs)
    {
        var notice = reason.EndsSession()
            ? connection.Notices.SessionEndingAsync(connection.Id, new SessionEnding { Reason = reason })
            : connection.Notices.ConnectionEndingAsync(connection.Id, new ConnectionEnding { Reason = reason, RetryAfterMs = retryAfterMs });
        try
        {
            await notice.WaitAsync(NoticeTimeout, time);
        }
        catch (TimeoutException)
        {
            // It does not read: it is closed without having been told.
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException or ObjectDisposedException)
        {
            // The socket is gone already.
        }
    }

    private async Task CutLaterAsync(Connection connection)
    {
        await Task.Delay(CutAfter, time);
        if (connection.IsGone) return;
        DeliveryLog.ConnectionCut(logger, connection.Id);
        connection.Cut();
    }
}
