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
    /// <summary>Ends one session and returns when nothing more is sent to it. One that has ended already is left as it is.</summary>
    public Task<SessionEndReport> EndAsync(LiveSession session, EndReason reason, string? actor)
    {
        if (session.HasEnded) return Task.FromResult(SessionEndReport.Nothing);
        if (Sabotage.IsLate) return Task.FromResult(Sabotage.Later(() => EndNowAsync(session, reason, actor)));
        return EndNowAsync(session, reason, actor);
    }

    private async Task<SessionEndReport> EndNowAsync(LiveSession session, EndReason reason, string? actor)
    {
        if (await MarkAsync(session, reason) is not { } isDurable) return SessionEndReport.Nothing;
        // Looked up after the mark: a connection that is being admitted meanwhile either is here or sees the mark.
        var open = connections.Of(session);
        var closed = await Task.WhenAll(open.Select(connection => closer.CloseAsync(connection, reason)));
        var report = new SessionEndReport(closed.Count(done => done), open.Max(connection => connection.LastByteAt));
        var receipt = await recorder.RecordAsync(session, reason, actor, report, isDurable);
        foreach (var listener in listeners) await recorder.TellAsync(listener, session, reason);
        return report with { Receipt = receipt?.ToString() };
    }

    /// <summary>
    /// Ends it in memory at once, then durably; whether it is durable, or null when somebody else ended it. What cannot be
    /// written does not keep the closing waiting.
    /// </summary>
    private async Task<bool?> MarkAsync(LiveSession session, EndReason reason)
    {
        try
        {
            return await sessions.EndAsync(session, reason, CancellationToken.None) ? true : null;
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
