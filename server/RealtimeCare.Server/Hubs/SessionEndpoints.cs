using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Hubs;

/// <summary>Live sessions over HTTPS, for tools that hold no connection. The same operations as on the admin hub.</summary>
internal static class SessionEndpoints
{
    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder endpoints)
    {
        var sessions = endpoints.MapGroup("/api/v1/sessions").WithTags("Sessions");
        sessions.MapGet("", (HttpContext context, SessionOperations operations) => operations.List(context.GetCaller()))
            .RequireOperation(Operations.SessionList)
            .WithSummary("The live sessions of the own tenant");
        sessions.MapPost("/end", (HttpContext context, EndSessions end, SessionOperations operations) =>
                operations.EndAsync(context.GetCaller(), end.SessionId, end.Subject, end.Preview))
            .RequireOperation(Operations.SessionEnd)
            .WithSummary("End one session, or all of a person or service, by force")
            .Produces<EndSessionsResult>();
        return endpoints;
    }

    /// <summary>Exactly one of both targets.</summary>
    internal sealed record EndSessions(string? SessionId, string? Subject, bool Preview);
}
