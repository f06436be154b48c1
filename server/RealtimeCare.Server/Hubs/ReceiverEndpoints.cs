using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Hubs;

/// <summary>What has reached whom over HTTPS, for tools that hold no connection. The same operations as on the admin hub.</summary>
internal static class ReceiverEndpoints
{
    public static IEndpointRouteBuilder MapReceivers(this IEndpointRouteBuilder endpoints)
    {
        var events = endpoints.MapGroup("/api/v1/events").WithTags("Receivers").AddEndpointFilter<FactsUnavailableFilter>();
        events.MapGet("/undelivered", (HttpContext context, ReceiverOperations operations) =>
                operations.UndeliveredAsync(context.GetCaller(), context.RequestAborted))
            .RequireOperation(Operations.EventUndelivered)
            .WithSummary("Events of the own tenant that nobody has seen in time, nor since")
            .Produces<UndeliveredResult>();
        events.MapPost("/receivers", (HttpContext context, ReceiverOperations.Question question, ReceiverOperations operations) =>
                operations.ReceiversAsync(context.GetCaller(), question, context.RequestAborted))
            .RequireOperation(Operations.EventReceivers)
            .WithSummary("Who has received an event, also one that was taken back since")
            .Produces<ReceiversResult>();
        return endpoints;
    }
}
