using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>Tells the trail, the log and the listeners of an end. None of them can hold it up.</summary>
internal sealed class SessionEndRecorder(IAuditTrail trail, TimeProvider time, ILogger<SessionEnder> logger)
{
    public async Task<Receipt?> RecordAsync(LiveSession session, EndReason reason, string? actor, SessionEndReport report, bool isDurable)
    {
        SessionsLog.SessionEnded(logger, session.Id, reason, report.ConnectionsClosed);
        var entry = new Entry
        {
            Kind = EntryKinds.SessionEnded,
            Outcome = isDurable ? EntryOutcome.Success : EntryOutcome.Failed,
            At = time.GetUtcNow(),
            Tenant = session.Row.Tenant.Value,
            Actor = actor,
            Target = session.Row.Subject.Value,
            Session = session.Id,
            Client = session.Row.ClientId,
            Reason = reason.ToString(),
            Count = report.ConnectionsClosed,
        };
        try
        {
            return await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (TrailUnavailableException exception)
        {
            SessionsLog.EndNotRecorded(logger, exception, session.Id);
            return null;
        }
    }

    public async Task TellAsync(ISessionEndListener listener, LiveSession session, EndReason reason)
    {
        try
        {
            await listener.SessionEndedAsync(session.Id, reason, CancellationToken.None);
        }
        catch (Exception exception)
        {
            SessionsLog.ListenerFailed(logger, exception, session.Id);
        }
    }

    public void NotDurable(Exception exception, LiveSession session) => SessionsLog.EndNotDurable(logger, exception, session.Id);
}
