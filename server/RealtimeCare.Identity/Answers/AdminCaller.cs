using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RealtimeCare.Identity.Answers;

/// <summary>Who calls the admin API, read from the token that the application's default scheme has validated.</summary>
internal sealed record AdminCaller(string Subject, string Tenant, string? SessionId)
{
    private const string Needed = "realtimecare/users.admin";

    /// <summary>Guards a group: a valid token with the scope and a tenant. The claims keep the names of the token.</summary>
    public static RouteGroupBuilder Guard(RouteGroupBuilder group) => group.RequireAuthorization(
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(c => From(c.User) is not null && HasScope(c.User)).Build());

    public static AdminCaller Of(HttpContext context) =>
        From(context.User) ?? throw new InvalidOperationException("The endpoint is not guarded.");

    private static AdminCaller? From(ClaimsPrincipal user) =>
        user.FindFirstValue("sub") is { } subject && user.FindFirstValue("tenant") is { } tenant ? new(subject, tenant, user.FindFirstValue("sid")) : null;

    private static bool HasScope(ClaimsPrincipal user) =>
        user.FindAll("scope").SelectMany(c => c.Value.Split(' ')).Contains(Needed, StringComparer.Ordinal);
}
