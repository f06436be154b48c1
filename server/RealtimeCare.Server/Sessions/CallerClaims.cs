using System.Collections.Frozen;
using System.Globalization;
using System.Security.Claims;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Sessions;

/// <summary>Makes a <see cref="Caller"/> from the claims of a validated token. A missing or malformed claim makes the token invalid.</summary>
internal static class CallerClaims
{
    public static Caller? Read(ClaimsPrincipal principal)
    {
        if (!SubjectId.TryParse(principal.FindFirstValue("sub"), out var subject)
            || !TenantId.TryParse(principal.FindFirstValue("tenant"), out var tenant)
            || Text(principal, "sid") is not { } session
            || Text(principal, "iss") is not { } issuer
            || Text(principal, "client_id") is not { } client
            || Text(principal, "jti") is not { } tokenId
            || Instant(principal, "exp") is not { } expiresAt
            || Instant(principal, "iat") is not { } issuedAt)
            return null;

        var roles = principal.FindAll("roles").Select(claim => claim.Value).ToFrozenSet(StringComparer.Ordinal);
        return new Caller
        {
            Issuer = issuer,
            Subject = subject,
            Tenant = tenant,
            SessionId = session,
            ClientId = client,
            Roles = roles,
            Scopes = ScopeSet.Parse(string.Join(' ', principal.FindAll("scope").Select(claim => claim.Value))),
            IsService = roles.Contains("service"),
            AuthenticatedAt = Instant(principal, "auth_time") ?? issuedAt,
            TokenId = tokenId,
            ExpiresAt = expiresAt,
        };
    }

    private static string? Text(ClaimsPrincipal principal, string claim) =>
        principal.FindFirstValue(claim) is { Length: > 0 and <= 256 } text ? text : null;

    private static DateTimeOffset? Instant(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
