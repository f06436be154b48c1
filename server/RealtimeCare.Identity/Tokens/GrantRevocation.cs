using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Storage;

namespace RealtimeCare.Identity.Tokens;

/// <summary>Ends what tokens can be refreshed. Revoking never waits for the trail; the line follows.</summary>
public sealed class GrantRevocation
{
    private readonly IdentityDatabase _database;
    private readonly RevocationReach _reach;
    private readonly IdentityTrail _trail;
    private readonly TimeProvider _time;
    private readonly ILogger<GrantRevocation> _logger;

    internal GrantRevocation(IdentityDatabase database, RevocationReach reach, IdentityTrail trail, TimeProvider time, ILogger<GrantRevocation> logger) =>
        (_database, _reach, _trail, _time, _logger) = (database, reach, trail, time, logger);

    /// <summary>Revokes every code and refresh token of one session; for the server that ended the session.</summary>
    /// <remarks>Does not tell <see cref="IAccountChanges"/>: the caller knows. An unknown session is no mistake, services have no grant.</remarks>
    public async Task RevokeSessionAsync(string sessionId, CancellationToken cancellationToken)
    {
        var grant = await _database.Grants.AsNoTracking().FirstOrDefaultAsync(g => g.SessionId == sessionId, cancellationToken);
        if (grant is null || !await TakeAsync(grant, cancellationToken)) return;
        await RecordAsync(null, grant, "session-ended", null);
    }

    internal Task<Grant?> FindAsync(string? authorizationId, CancellationToken cancellationToken) =>
        _database.Grants.AsNoTracking().FirstOrDefaultAsync(g => g.AuthorizationId == authorizationId, cancellationToken);

    /// <summary>The person signed out, or the client gave its token back.</summary>
    internal async Task RevokeSignedOutAsync(HttpContext context, string sessionId, string clientId, CancellationToken cancellationToken)
    {
        var grant = await _database.Grants.AsNoTracking().FirstOrDefaultAsync(g => g.SessionId == sessionId, cancellationToken);
        if (grant is not null) await TakeAsync(grant, cancellationToken);
        await _reach.Changes.SessionRevokedAsync(sessionId, RevocationCause.SignedOut, cancellationToken);
        await _trail.WriteAsync(context, EntryKinds.TokenRevoked, EntryOutcome.Success, e => e with
        {
            Operation = "token.revoke", Reason = "signed-out", Session = sessionId, Client = clientId, Actor = grant?.Subject, Tenant = grant?.Tenant,
        }, cancellationToken);
    }

    internal async Task RevokeReusedAsync(HttpContext context, Grant grant, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(grant, cancellationToken)) return;
        IdentityLog.TokenReused(_logger, grant.SessionId);
        await _reach.Changes.SessionRevokedAsync(grant.SessionId, RevocationCause.TokenReused, cancellationToken);
        await RecordAsync(context, grant, "token-reused", null);
    }

    /// <summary>The account may do something else now, or nothing: every session of it starts over.</summary>
    internal async Task RevokeSubjectAsync(HttpContext context, string subject, RevocationCause cause, string actor, CancellationToken cancellationToken)
    {
        var reason = cause == RevocationCause.AccountDisabled ? "account-disabled" : "account-changed";
        var live = await _database.Grants.AsNoTracking().Where(g => g.Subject == subject && g.RevokedAt == null).ToListAsync(cancellationToken);
        foreach (var grant in live)
        {
            if (!await TakeAsync(grant, cancellationToken)) continue;
            await _reach.Changes.SessionRevokedAsync(grant.SessionId, cause, cancellationToken);
            await RecordAsync(context, grant, reason, actor);
        }
    }

    /// <returns>False when somebody else revoked it before.</returns>
    private async Task<bool> TakeAsync(Grant grant, CancellationToken cancellationToken)
    {
        var now = (DateTimeOffset?)_time.GetUtcNow();
        var taken = await _database.Grants.Where(g => g.SessionId == grant.SessionId && g.RevokedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(g => g.RevokedAt, now), cancellationToken);
        if (taken == 0) return false;
        await _reach.RevokeAsync(grant.AuthorizationId, cancellationToken);
        return true;
    }

    private async Task RecordAsync(HttpContext? context, Grant grant, string reason, string? actor)
    {
        try
        {
            await _trail.WriteAsync(context, EntryKinds.TokenRevoked, EntryOutcome.Success, e => e with
            {
                Operation = "token.revoke", Reason = reason, Session = grant.SessionId, Client = grant.ClientId,
                Target = grant.Subject, Actor = actor, Tenant = grant.Tenant,
            }, CancellationToken.None);
        }
        catch (TrailUnavailableException e)
        {
            IdentityLog.RevocationUnrecorded(_logger, e);
        }
    }
}
