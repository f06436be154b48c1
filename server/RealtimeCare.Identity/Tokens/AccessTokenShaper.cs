using Microsoft.Extensions.DependencyInjection;
using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace RealtimeCare.Identity.Tokens;

/// <summary>The last hand on an access token before it is signed: the allow-list of its claims, <c>nbf</c>, and our <c>jti</c>.</summary>
/// <remarks>
/// OpenIddict writes no <c>nbf</c>, draws a <c>jti</c> of its own after the trail has its line, and adds private claims
/// (<c>oi_tkn_id</c>, <c>oi_prst</c>, <c>oi_au_id</c>) that tell a resource server nothing.
/// </remarks>
internal static class AccessTokenShaper
{
    private const string TokenIdClaim = "realtimecare_token_id";

    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        Claims.Subject, TokenSubject.TenantClaim, TokenSubject.SessionClaim, Claims.ClientId, Claims.AuthenticationTime,
        TokenSubject.PatientClaim, TokenSubject.PurposeClaim,
    };

    /// <summary>Written as JSON arrays also with one value: readers must not meet two forms.</summary>
    private static readonly string[] Lists = [TokenSubject.RolesClaim, Claims.AuthenticationMethodReference];

    /// <summary>Gives the access token to come the id that the trail named; it leaves as <c>jti</c>.</summary>
    public static void Name(ClaimsPrincipal principal, string tokenId)
    {
        principal.SetClaim(TokenIdClaim, tokenId);
        principal.SetDestinations(static _ => [Destinations.AccessToken]);
    }

    public static void Add(OpenIddictServerBuilder server) => server.AddEventHandler<GenerateTokenContext>(
        h => h.UseInlineHandler(Shape).SetOrder(OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order - 1));

    private static ValueTask Shape(GenerateTokenContext context)
    {
        if (context.TokenType is not TokenTypeIdentifiers.AccessToken || context.SecurityTokenDescriptor is not { } token) return default;
        var tokenId = context.Principal.GetClaim(TokenIdClaim) ?? throw new InvalidOperationException("An access token without a line in the trail.");
        token.Subject = new ClaimsIdentity((token.Subject?.Claims ?? []).Where(c => Allowed.Contains(c.Type)));
        token.Claims[Claims.JwtId] = tokenId;
        foreach (var list in Lists) token.Claims[list] = context.Principal.GetClaims(list).ToArray();
        if (token.Claims.TryGetValue(Claims.Scope, out var scopes))
            token.Claims[Claims.Scope] = string.Join(' ', scopes.ToString()!.Split(' ').Where(s => s != Scopes.OfflineAccess));
        token.NotBefore = token.IssuedAt;
        return default;
    }
}
