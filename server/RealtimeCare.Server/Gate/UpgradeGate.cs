using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Gate;

/// <summary>
/// Stands before authentication on every hub path, for HTTP/1.1 upgrades and HTTP/2 CONNECT alike: the path decides, never
/// the Upgrade header.
/// </summary>
internal sealed class UpgradeGate(RequestDelegate next, GateBook book)
{
    private const string Negotiate = "/negotiate";

    private static readonly IGateCheck[] UpgradeChecks = [new SecureCheck(), new QueryTokenCheck(), new TransportCheck(), new OriginCheck(), new SubprotocolCheck()];

    private static readonly IGateCheck[] NegotiateChecks = [new SecureCheck(), new NegotiateCheck(), new OriginCheck(), new VersionCheck()];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        var negotiates = context.Request.Path.Value!.TrimEnd('/').EndsWith(Negotiate, StringComparison.OrdinalIgnoreCase);
        foreach (var check in negotiates ? NegotiateChecks : UpgradeChecks)
        {
            if (check.Refuse(context.Request) is not { } refusal) continue;
            context.Response.StatusCode = refusal.Status;
            await book.RefusedAsync(context, refusal.Reason);
            return;
        }
        if (negotiates) context.Features.Set(new Negotiation());
        else Enter(context);
        await next(context);
        if (context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            await book.RefusedAsync(context, context.Response.StatusCode == StatusCodes.Status401Unauthorized ? "token" : "not-permitted");
    }

    private static void Enter(HttpContext context)
    {
        UnreadableBook.Enter(context);
        if (QueryTokenCheck.TicketOf(context.Request) is not { } ticket) return;
        // Whatever comes behind sees an upgrade without a query: SignalR would look for a connection of its own by this id.
        context.Features.Set(new PresentedTicket(ticket));
        context.Request.QueryString = QueryString.Empty;
        if (context.Features.Get<IHttpRequestFeature>() is { } raw) raw.RawTarget = context.Request.Path.Value ?? "";
    }
}

/// <summary>One check of an upgrade request. All are in one list, in order.</summary>
internal interface IGateCheck
{
    /// <summary>The refusal; null to let it pass.</summary>
    GateRefusal? Refuse(HttpRequest request);
}

/// <summary>A bare refusal: a status without a body, and a reason for the trail alone.</summary>
internal sealed record GateRefusal(int Status, string Reason);
