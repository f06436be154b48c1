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
            || Instant(principal, "iat") is not { } issuedAt
            || !TryReadPatient(principal, out var patient)
            || !TryReadPurpose(principal, out var purpose))
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
            Purpose = purpose,
            LaunchPatient = patient,
            IsService = roles.Contains("service"),
            // Of a person whose issuer does not say, nobody knows when the sign-in was: a refresh must not count as one.
            AuthenticatedAt = Instant(principal, "auth_time") ?? (roles.Contains("service") ? issuedAt : DateTimeOffset.MinValue),
            TokenId = tokenId,
            ExpiresAt = expiresAt,
        };
    }

    private static bool TryReadPatient(ClaimsPrincipal principal, out PatientId? patient)
    {
        patient = null;
        if (!principal.HasClaim(static claim => claim.Type == "patient")) return true;
        if (!PatientId.TryParse(Single(principal, "patient"), out var known)) return false;
        patient = known;
        return true;
    }

    // A purpose that is not understood must not become treatment.
    private static bool TryReadPurpose(ClaimsPrincipal principal, out string purpose)
    {
        purpose = "TREAT";
        if (!principal.HasClaim(static claim => claim.Type == "purpose_of_use")) return true;
        if (Single(principal, "purpose_of_use") is not { Length: > 1 and <= 16 } text || !text.All(char.IsAsciiLetterUpper)) return false;
        purpose = text;
        return true;
    }

    private static string? Single(ClaimsPrincipal principal, string claim) =>
        principal.FindAll(claim).Take(2).ToArray() is [var only] ? only.Value : null;

    private static string? Text(ClaimsPrincipal principal, string claim) =>
        principal.FindFirstValue(claim) is { Length: > 0 and <= 256 } text ? text : null;

    private static DateTimeOffset? Instant(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
