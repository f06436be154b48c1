using Microsoft.AspNetCore.Http;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Gate;

/// <summary>
/// Stands before authentication on every hub path, for HTTP/1.1 upgrades and HTTP/2 CONNECT alike: the path decides, never
/// the Upgrade header.
/// </summary>
internal sealed class UpgradeGate(RequestDelegate next, GateBook book)
{
    private static readonly IGateCheck[] Checks = [new SecureCheck(), new QueryTokenCheck(), new TransportCheck(), new OriginCheck(), new SubprotocolCheck()];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        foreach (var check in Checks)
        {
            if (check.Refuse(context.Request) is not { } refusal) continue;
            context.Response.StatusCode = refusal.Status;
            await book.RefusedAsync(context, refusal.Reason);
            return;
        }
        UnreadableBook.Enter(context);
        await next(context);
        if (context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            await book.RefusedAsync(context, context.Response.StatusCode == StatusCodes.Status401Unauthorized ? "token" : "not-permitted");
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
