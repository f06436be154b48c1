using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Tokens;

/// <summary>The sign-ins that may be refreshed: begins one, and makes the next principal of one from the account as it is now.</summary>
internal sealed class Grants(
    IdentityDatabase database,
    IOpenIddictAuthorizationManager authorizations,
    IOpenIddictApplicationManager applications,
    IOptions<IdentityOptions> options,
    TimeProvider time)
{
    /// <summary>The issuer's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    public static string NewSessionId() => Guid.NewGuid().ToString("N");

    public async Task<ClaimsPrincipal?> BeginAsync(
        Account account, string clientId, string sessionId, Agreement agreed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var scopes = agreed.Scopes;
        var principal = Describe(account, sessionId, now, agreed.Purpose).ToPrincipal(scopes);
        var application = await applications.FindByClientIdAsync(clientId, cancellationToken);
        var authorization = await authorizations.CreateAsync(
            principal, account.Subject, (await applications.GetIdAsync(application!, cancellationToken))!, AuthorizationTypes.AdHoc, [.. scopes], cancellationToken);
        var authorizationId = (await authorizations.GetIdAsync(authorization, cancellationToken))!;
        database.Grants.Add(new Grant
        {
            SessionId = sessionId,
            AuthorizationId = authorizationId,
            Subject = account.Subject,
            Tenant = account.Tenant,
            ClientId = clientId,
            Purpose = agreed.Purpose,
            SignedInAt = now,
            EndsAt = now + options.Value.SessionLifetime,
        });
        await database.SaveChangesAsync(cancellationToken);
        // A reset or a disabling since the password was verified has ended the grants that it saw; it must end this one too.
        var isCurrent = await database.Users.AnyAsync(
            a => a.Id == account.Id && a.SecurityStamp == account.SecurityStamp && !a.IsDisabled, cancellationToken);
        if (!isCurrent) return null;
        return principal.SetAuthorizationId(authorizationId);
    }

    /// <summary>Finds the sign-in of a session with its account; null when it is over, revoked, or the account is disabled.</summary>
    public async Task<(Grant Grant, Account Account)?> FindAsync(string? sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var grant = await database.Grants.AsNoTracking().FirstOrDefaultAsync(g => g.SessionId == sessionId, cancellationToken);
        if (grant is null || grant.RevokedAt is not null || grant.EndsAt <= now) return null;
        var id = Guid.Parse(grant.Subject);
        var account = await database.Users.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id && !a.IsDisabled, cancellationToken);
        return account is null ? null : (grant, account);
    }

    /// <summary>The principal for the next tokens: roles and scopes of now, times of the sign-in; no token outlives it.</summary>
    public ClaimsPrincipal Renew(Grant grant, Account account, IReadOnlyCollection<string> granted)
    {
        var left = grant.EndsAt - time.GetUtcNow();
        return Describe(account, grant.SessionId, grant.SignedInAt, grant.Purpose ?? AccountRoles.DefaultPurposeOf(account.Roles))
            .ToPrincipal(Scope.Grant(granted, AccountGrants.Allowed(account)))
            .SetAuthorizationId(grant.AuthorizationId)
            .SetAccessTokenLifetime(left < options.Value.AccessTokenLifetime ? left : options.Value.AccessTokenLifetime)
            .SetRefreshTokenLifetime(left);
    }

    private static TokenSubject Describe(Account account, string sessionId, DateTimeOffset signedInAt, string? purpose) =>
        new(account.Subject, account.Tenant, sessionId, account.Roles, signedInAt, ["pwd"]) { Patient = account.PatientId, Purpose = purpose };
}
