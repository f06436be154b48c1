using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Sessions;

/// <summary>Keeps sessions. What it has answered is durable.</summary>
public interface ISessionStore
{
    /// <summary>All sessions, live or ended, whose absolute end is still to come, and every sign-in bar.</summary>
    ValueTask<StoredSessions> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Everybody of a tenant who ever had a session.</summary>
    ValueTask<IReadOnlyList<SubjectId>> ReadSubjectsAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Adds a session.</summary>
    ValueTask AddAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Moves the last activity forward.</summary>
    ValueTask TouchAsync(string sessionId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Ends a session, once; the first reason stays.</summary>
    ValueTask EndAsync(string sessionId, EndReason reason, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Sets a bar, or moves it forward.</summary>
    ValueTask BarAsync(SignInBar bar, CancellationToken cancellationToken);
}

/// <summary>From <paramref name="After"/> on, no new session of this subject counts that was signed in before it.</summary>
/// <remarks>Without it a silent single sign-on could bring back somebody whose session was just ended by force.</remarks>
public sealed record SignInBar(TenantId Tenant, SubjectId Subject, DateTimeOffset After);

/// <summary>What the registry starts from.</summary>
public sealed record StoredSessions(IReadOnlyList<Session> Sessions, IReadOnlyList<SignInBar> Bars);
