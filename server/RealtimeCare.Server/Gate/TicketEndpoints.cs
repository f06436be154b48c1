using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Gate;

/// <summary>
/// Both endpoints of a hub, behind authentication. For clients that cannot offer a subprotocol, <c>negotiate</c> gives a ticket of our
/// own; SignalR's negotiation, which would let a connection be taken by its id alone, is reached by nobody.
/// </summary>
internal static class TicketEndpoints
{
    private const string RetryAfterSeconds = "10";

    /// <summary>Takes the place of SignalR's negotiation, and stands before its connection.</summary>
    public static void Guard(EndpointBuilder endpoint, string hub)
    {
        if (endpoint.Metadata.OfType<NegotiateMetadata>().Any()) endpoint.RequestDelegate = context => NegotiateAsync(context, hub);
        else if (endpoint.RequestDelegate is { } connect) endpoint.RequestDelegate = context => ConnectAsync(context, hub, connect);
    }

    private static Task NegotiateAsync(HttpContext context, string hub)
    {
        // A path that the gate took for something else: nothing is given away by it.
        if (context.Features.Get<Negotiation>() is null) return RefuseAsync(context, StatusCodes.Status400BadRequest, "transport");
        var answer = context.RequestServices.GetRequiredService<TicketRegistry>().Issue(Ticket.Of(context.GetCaller(), hub));
        if (answer.Text is { } text) return context.Response.WriteAsJsonAsync(AnswerOf(text), context.RequestAborted);
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        var status = answer.IsFull ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
        return RefuseAsync(context, status, "tickets");
    }

    private static Task ConnectAsync(HttpContext context, string hub, RequestDelegate connect)
    {
        if (context.Features.Get<PresentedTicket>() is not { } presented) return connect(context);
        var tickets = context.RequestServices.GetRequiredService<TicketRegistry>();
        return tickets.TryRedeem(presented.Text, Ticket.Of(context.GetCaller(), hub))
            ? connect(context)
            : RefuseAsync(context, StatusCodes.Status400BadRequest, "ticket");
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.RequestServices.GetRequiredService<GateBook>().RefusedAsync(context, reason);
    }

    /// <summary>As SignalR's clients read it. The connection's own id is told by its welcome; this one names nothing.</summary>
    private static object AnswerOf(string ticket) => new
    {
        negotiateVersion = 1,
        connectionId = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
        connectionToken = ticket,
        availableTransports = new[] { new { transport = "WebSockets", transferFormats = new[] { "Text", "Binary" } } },
    };
}
