using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Server.Hubs;

/// <summary>Whether the node lives and can serve. A bare status, since anybody may ask.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan MaxTrailSilence = TimeSpan.FromSeconds(5);

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("/live", () => TypedResults.Ok()).WithSummary("The process answers");
        health.MapGet("/ready", Ready).WithSummary("The node can serve: 200 or 503");
        return endpoints;
    }

    private static Results<Ok, StatusCodeHttpResult> Ready(IAuditTrail trail, TimeProvider time) =>
        time.GetUtcNow() - trail.LastDurableAt <= MaxTrailSilence
            ? TypedResults.Ok()
            : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
}
