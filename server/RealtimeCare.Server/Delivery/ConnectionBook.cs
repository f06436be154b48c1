using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>What the trail holds of sessions and connections that begin and end.</summary>
internal sealed class ConnectionBook(IAuditTrail trail, TimeProvider time, ILogger<ConnectionBook> logger)
{
    /// <summary>A connection was admitted. Durable before it is welcomed.</summary>
    public async Task OpenedAsync(Connection connection)
    {
        while (!connection.Session.IsRecorded) await BeganAsync(connection);
        await trail.AppendAsync(About(EntryKinds.Handshake, connection), CancellationToken.None);
    }

    /// <summary>A session that is opened on several connections at once began once. When it cannot be written, the next of them tries.</summary>
    private async Task BeganAsync(Connection connection)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!connection.Session.TryRecord(done.Task, out var another))
        {
            await another;
            return;
        }
        try
        {
            // Written between the look before and now.
            if (connection.Session.IsRecorded) return;
            await trail.AppendAsync(About(EntryKinds.SessionStarted, connection), CancellationToken.None);
            connection.Session.IsRecorded = true;
            SessionsLog.SessionBegan(logger, connection.Session.Id);
        }
        finally
        {
            connection.Session.StopRecording();
            done.SetResult();
        }
    }

    /// <summary>A connection is gone. It has happened already, so nothing waits.</summary>
    public void Closed(Connection connection) => _ = ClosedAsync(connection);

    private async Task ClosedAsync(Connection connection)
    {
        try
        {
            await trail.AppendAsync(About(EntryKinds.ConnectionClosed, connection), CancellationToken.None);
        }
        catch (TrailUnavailableException exception)
        {
            DeliveryLog.RangeNotWritten(logger, exception, connection.Id);
        }
    }

    private Entry About(string kind, Connection connection) => new()
    {
        Kind = kind,
        Outcome = EntryOutcome.Success,
        At = time.GetUtcNow(),
        Tenant = connection.Caller.Tenant.Value,
        Actor = connection.Caller.Subject.Value,
        Session = connection.Session.Id,
        Connection = connection.Id,
        Client = connection.Caller.ClientId,
        TokenId = connection.Caller.TokenId,
        Address = connection.Address,
    };
}
