using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;
using LiveSession = RealtimeCare.Server.Sessions.LiveSession;

namespace RealtimeCare.Server.Hubs;

/// <summary>Live sessions of the caller's own tenant: list them, end them by force.</summary>
internal sealed class SessionOperations(
    SessionRegistry sessions, ConnectionRegistry connections, SubscriptionRegistry subscriptions, SessionEnder ender)
{
    public LiveSessionsResult List(Caller caller) => new()
    {
        Sessions = [.. Of(caller).OrderByDescending(session => session.Row.CreatedAt).Select(View)],
    };

    /// <summary>Ends the target's sessions, and bars sign-ins of its subjects from before this moment.</summary>
    public async Task<EndSessionsResult> EndAsync(Caller caller, string? sessionId, string? subject, bool isPreview)
    {
        if (sessionId is null == subject is null) throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (isPreview) return Report(TargetsOf(caller, sessionId, subject), []);
        var isBarDurable = await TryBarAsync(caller.Tenant, subject, TargetsOf(caller, sessionId, subject));
        // Listed after the bar, so that a session that was being admitted meanwhile is ended too.
        var targets = TargetsOf(caller, sessionId, subject);
        var reports = await Task.WhenAll(targets.Select(target => ender.EndAsync(target, EndReason.Ended, caller.Subject.Value)));
        if (!isBarDurable) throw new CareRefusalException(ErrorCode.Unavailable);
        return Report(targets, reports);
    }

    private IReadOnlyList<LiveSession> TargetsOf(Caller caller, string? sessionId, string? subject) =>
        [.. Of(caller).Where(session => session.Id == sessionId || session.Row.Subject.Value == subject)];

    /// <summary>False when the bar holds in memory alone: the sessions are ended in any case, and the administrator is told.</summary>
    private async Task<bool> TryBarAsync(TenantId tenant, string? subject, IReadOnlyList<LiveSession> targets)
    {
        HashSet<SubjectId> subjects = [.. targets.Select(target => target.Row.Subject)];
        if (SubjectId.TryParse(subject, out var named)) subjects.Add(named);
        var isDurable = true;
        foreach (var barred in subjects)
        {
            try
            {
                await sessions.BarAsync(tenant, barred, CancellationToken.None);
            }
            catch (SessionStoreUnavailableException)
            {
                isDurable = false;
            }
        }
        return isDurable;
    }

    private IEnumerable<LiveSession> Of(Caller caller) => sessions.Live.Where(session => session.Row.Tenant == caller.Tenant);

    private static EndSessionsResult Report(IReadOnlyList<LiveSession> targets, SessionEndReport[] reports) => new()
    {
        SessionIds = [.. targets.Select(target => target.Id)],
        ConnectionsClosed = reports.Sum(report => report.ConnectionsClosed),
        LastByteAt = reports.Max(report => report.LastByteAt),
        Receipt = reports.Select(report => report.Receipt).LastOrDefault(receipt => receipt is not null),
    };

    private Contracts.Messages.LiveSession View(LiveSession session) => new()
    {
        SessionId = session.Id,
        Subject = session.Row.Subject.Value,
        Roles = session.Row.Roles,
        ClientId = session.Row.ClientId,
        CreatedAt = session.Row.CreatedAt,
        LastActivityAt = session.LastActivityAt,
        AbsoluteEndAt = session.Row.AbsoluteEndAt,
        Connections = connections.Of(session).Count,
        Subscriptions = subscriptions.CountOf(session.Id),
    };
}
