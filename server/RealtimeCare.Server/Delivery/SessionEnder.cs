using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>Hears of every session that has ended, after its connections were closed: the token server revokes its grants.</summary>
public interface ISessionEndListener
{
    /// <summary>The session has ended. Failures are logged; the end stands in any case.</summary>
    Task SessionEndedAsync(string sessionId, EndReason reason, CancellationToken cancellationToken);
}

/// <summary>Ends sessions: write the end, stop the pumps, notice, close, refuse the comeback.</summary>
internal sealed class SessionEnder(
    SessionRegistry sessions,
    ConnectionRegistry connections,
    ConnectionCloser closer,
    SessionEndRecorder recorder,
    IEnumerable<ISessionEndListener> listeners)
{
    /// <summary>Ends one session and returns when nothing more is sent to it.</summary>
    public async Task<SessionEndReport> EndAsync(LiveSession session, EndReason reason, string? actor)
    {
        if (session.HasEnded) return SessionEndReport.Nothing;
        var open = connections.Of(session);
        if (Sabotage.IsLate) return Sabotage.Later(() => CloseAllAsync(session, open, reason, actor));
        return await CloseAllAsync(session, open, reason, actor);
    }

    private async Task<SessionEndReport> CloseAllAsync(LiveSession session, IReadOnlyList<Connection> open, EndReason reason, string? actor)
    {
        var isDurable = await MarkAsync(session, reason);
        var closed = await Task.WhenAll(open.Select(connection => closer.CloseAsync(connection, reason)));
        var report = new SessionEndReport(closed.Count(done => done), open.Max(connection => connection.LastByteAt));
        var receipt = await recorder.RecordAsync(session, reason, actor, report, isDurable);
        foreach (var listener in listeners) await recorder.TellAsync(listener, session, reason);
        return report with { Receipt = receipt?.ToString() };
    }

    /// <summary>Ends it in memory at once; false when the end is not durable yet. Closing goes on in any case.</summary>
    private async Task<bool> MarkAsync(LiveSession session, EndReason reason)
    {
        try
        {
            await sessions.EndAsync(session, reason, CancellationToken.None);
            return true;
        }
        catch (SessionStoreUnavailableException exception)
        {
            recorder.NotDurable(exception, session);
            return false;
        }
    }
}

/// <summary>What ending a session did.</summary>
internal sealed record SessionEndReport(int ConnectionsClosed, DateTimeOffset? LastByteAt, string? Receipt = null)
{
    public static readonly SessionEndReport Nothing = new(0, null);
}
