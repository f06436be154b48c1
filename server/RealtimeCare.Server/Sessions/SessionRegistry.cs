using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Sessions;

/// <summary>The sessions that still matter, in memory over the store. An ended session stays known until its token could no longer live.</summary>
public sealed class SessionRegistry(ISessionStore store, IOptions<SessionsOptions> options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, LiveSession> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(TenantId, SubjectId), DateTimeOffset> bars = new();
    private readonly ConcurrentDictionary<string, LiveSession> unwritten = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim admitting = new(1, 1);

    /// <summary>The sessions that have not ended.</summary>
    public IEnumerable<LiveSession> Live => sessions.Values.Where(session => !session.HasEnded);

    /// <summary>Fills the memory from the store. Called once, before anything is admitted.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        // Also those whose end has just passed: a token of theirs may still live.
        var stored = await store.ReadAsync(time.GetUtcNow() - options.Value.MaxTokenLifetime, cancellationToken);
        foreach (var row in stored.Sessions) sessions[row.Id] = new LiveSession(row, options.Value.IdleTimeout);
        foreach (var bar in stored.Bars) bars[(bar.Tenant, bar.Subject)] = bar.After;
    }

    /// <summary>The session, live or ended; null when it never was admitted.</summary>
    public LiveSession? Find(string sessionId) => sessions.GetValueOrDefault(sessionId);

    /// <summary>Whether a refresh may give this session a new token; one that never connected may, unless its sign-in is barred.</summary>
    public bool MayRefresh(string sessionId, TenantId tenant, SubjectId subject, DateTimeOffset authenticatedAt) =>
        Find(sessionId) is { } session ? IsAlive(session) : !IsBarred(tenant, subject, authenticatedAt);

    /// <summary>Whether a token of this caller still counts: its session lives, or it is new and not barred.</summary>
    internal bool MayContinue(Caller caller)
    {
        if (Find(caller.SessionId) is { } session) return IsOf(session, caller) && IsAlive(session);
        return !IsBarred(caller.Tenant, caller.Subject, caller.AuthenticatedAt) && caller.AuthenticatedAt + options.Value.AbsoluteTimeout > time.GetUtcNow();
    }

    /// <summary>Finds or makes the caller's session. Sessions over the person's limit come back as <see cref="Admission.Replaced"/>: end them.</summary>
    public async Task<Admission?> AdmitAsync(Caller caller, CancellationToken cancellationToken)
    {
        await admitting.WaitAsync(cancellationToken);
        try
        {
            if (!MayContinue(caller)) return null;
            if (Find(caller.SessionId) is { } known) return new Admission(known, OverLimit(known));
            var session = new LiveSession(NewRow(caller), options.Value.IdleTimeout);
            await store.AddAsync(session.Row, cancellationToken);
            sessions[session.Id] = session;
            return new Admission(session, OverLimit(session));
        }
        finally
        {
            admitting.Release();
        }
    }

    /// <summary>A person did something.</summary>
    public async ValueTask TouchAsync(LiveSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (session.HasEnded) return;
        await store.TouchAsync(session.Id, now, cancellationToken);
        session.Touch(now);
    }

    /// <summary>
    /// Ends a session: at once in memory, so that nothing more is sent, then durably. False when it had ended already.
    /// </summary>
    public async Task<bool> EndAsync(LiveSession session, EndReason reason, CancellationToken cancellationToken)
    {
        if (!session.TryEnd(reason)) return false;
        unwritten[session.Id] = session;
        await WriteEndAsync(session, cancellationToken);
        return true;
    }

    /// <summary>Writes the ends that could not be written when they came. Those that still cannot are kept for the next time.</summary>
    public async Task WriteEndsAsync(CancellationToken cancellationToken)
    {
        foreach (var session in unwritten.Values) await WriteEndAsync(session, cancellationToken);
    }

    private async Task WriteEndAsync(LiveSession session, CancellationToken cancellationToken)
    {
        await store.EndAsync(session.Id, session.EndedBecause!.Value, time.GetUtcNow(), cancellationToken);
        unwritten.TryRemove(session.Id, out _);
    }

    /// <summary>After an end by force: no earlier sign-in of this subject makes a new session.</summary>
    /// <remarks>It holds at once; whoever is being admitted meanwhile is among the sessions when this returns or throws.</remarks>
    public async Task BarAsync(TenantId tenant, SubjectId subject, CancellationToken cancellationToken)
    {
        var bar = new SignInBar(tenant, subject, time.GetUtcNow());
        await admitting.WaitAsync(cancellationToken);
        bars[(tenant, subject)] = bar.After;
        admitting.Release();
        await store.BarAsync(bar, cancellationToken);
    }

    /// <summary>Refuses a session that never came here, as long as a token of it could live: it was revoked before it connected.</summary>
    public async Task RefuseAsync(string sessionId, EndReason reason, CancellationToken cancellationToken)
    {
        var row = Session.NeverAdmitted(sessionId, time.GetUtcNow(), options.Value.MaxTokenLifetime, reason);
        if (!sessions.TryAdd(sessionId, new LiveSession(row, options.Value.IdleTimeout))) return;
        await store.AddAsync(row, cancellationToken);
        await store.EndAsync(sessionId, reason, row.CreatedAt, cancellationToken);
    }

    /// <summary>Forgets sessions whose tokens can no longer live.</summary>
    public void Forget()
    {
        var horizon = time.GetUtcNow() - options.Value.MaxTokenLifetime;
        foreach (var (id, session) in sessions)
            if (session.HasEnded && session.Row.AbsoluteEndAt < horizon) sessions.TryRemove(id, out _);
    }

    /// <inheritdoc/>
    public void Dispose() => admitting.Dispose();

    private bool IsAlive(LiveSession session) => !session.HasEnded && session.OverdueAt(time.GetUtcNow()) is null;

    private static bool IsOf(LiveSession session, Caller caller) =>
        session.Row.Subject == caller.Subject && session.Row.Tenant == caller.Tenant && session.Row.Issuer == caller.Issuer;

    /// <summary>Tokens count in whole seconds, so a sign-in of the very second of the end is taken as older.</summary>
    private bool IsBarred(TenantId tenant, SubjectId subject, DateTimeOffset authenticatedAt) =>
        bars.TryGetValue((tenant, subject), out var after) && authenticatedAt.ToUnixTimeSeconds() <= after.ToUnixTimeSeconds();

    private Session NewRow(Caller caller)
    {
        var now = time.GetUtcNow();
        return new Session
        {
            Id = caller.SessionId,
            Issuer = caller.Issuer,
            Subject = caller.Subject,
            Tenant = caller.Tenant,
            ClientId = caller.ClientId,
            Roles = [.. caller.Roles.Order(StringComparer.Ordinal)],
            IsService = caller.IsService,
            AuthenticatedAt = caller.AuthenticatedAt,
            CreatedAt = now,
            LastActivityAt = now,
            AbsoluteEndAt = caller.AuthenticatedAt + options.Value.AbsoluteTimeout,
        };
    }

    private List<LiveSession> OverLimit(LiveSession newest)
    {
        if (newest.Row.IsService) return [];
        return [.. Live
            .Where(other => other.Row.Subject == newest.Row.Subject && other.Row.Tenant == newest.Row.Tenant && other.Row.Issuer == newest.Row.Issuer)
            .OrderByDescending(other => other == newest)
            .ThenByDescending(other => other.Row.CreatedAt)
            .Skip(options.Value.MaxSessionsPerPerson)];
    }
}

/// <summary>An admitted session, and the sessions that it takes the place of.</summary>
public sealed record Admission(LiveSession Session, IReadOnlyList<LiveSession> Replaced);
