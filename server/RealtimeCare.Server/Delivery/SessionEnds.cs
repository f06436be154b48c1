using RealtimeCare.Contracts.Codes;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <inheritdoc/>
internal sealed class SessionEnds(SessionRegistry sessions, SessionEnder ender) : ISessionEnds
{
    public Task EndAsync(string sessionId, EndReason reason) =>
        sessions.Find(sessionId) is { } session ? ender.EndAsync(session, reason, null) : sessions.RefuseAsync(sessionId, reason, CancellationToken.None);

    public Task EndOfAsync(string subject, EndReason reason) =>
        Task.WhenAll(sessions.Live.Where(session => session.Row.Subject.Value == subject).Select(session => ender.EndAsync(session, reason, null)));
}
