using System.Security.Claims;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Tokens;

/// <summary>Everything that a token says of who holds it.</summary>
/// <param name="Methods">How the holder proved who it is (RFC 8176).</param>
internal sealed record TokenSubject(
    string Subject, string Tenant, string SessionId, IReadOnlyList<string> Roles, DateTimeOffset AuthenticatedAt, IReadOnlyList<string> Methods)
{
    public const string TenantClaim = "tenant";
    public const string SessionClaim = "sid";
    public const string RolesClaim = "roles";
    public const string PatientClaim = "patient";
    public const string PurposeClaim = "purpose_of_use";

    /// <summary>The patient that the holder is: the launch context of SMART, from the account and never from a request.</summary>
    public string? Patient { get; init; }

    /// <summary>What the holder signed in for.</summary>
    public string? Purpose { get; init; }

    /// <summary>The principal from which OpenIddict makes tokens.</summary>
    public ClaimsPrincipal ToPrincipal(IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("RealtimeCare", Claims.Subject, RolesClaim);
        identity.SetClaim(Claims.Subject, Subject)
            .SetClaim(TenantClaim, Tenant)
            .SetClaim(SessionClaim, SessionId)
            .SetClaim(PatientClaim, Patient)
            .SetClaim(PurposeClaim, Purpose)
            .SetClaim(Claims.AuthenticationTime, AuthenticatedAt.ToUnixTimeSeconds())
            .SetClaims(RolesClaim, [.. Roles])
            .SetClaims(Claims.AuthenticationMethodReference, [.. Methods])
            .SetScopes(scopes)
            .SetResources("realtimecare");
        // OpenIddict drops every claim that does not say where it goes.
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
