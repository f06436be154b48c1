using Microsoft.AspNetCore.Http;
using RealtimeCare.Contracts;

namespace RealtimeCare.Server.Gate;

/// <summary>No byte over cleartext. The listener has TLS alone; this holds if somebody adds another (TLS-01).</summary>
internal sealed class SecureCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request) => request.IsHttps ? null : new(StatusCodes.Status426UpgradeRequired, "cleartext");
}

/// <summary>A token or connection id in a URL ends up in logs (HS-02).</summary>
internal sealed class QueryTokenCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request) =>
        request.QueryString.HasValue ? new(StatusCodes.Status401Unauthorized, "query") : null;
}

/// <summary>
/// WebSockets without negotiation: one request, one token, no connection id that somebody else could use. HTTP/1.1 upgrades by
/// GET, HTTP/2 by CONNECT.
/// </summary>
internal sealed class TransportCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request)
    {
        var isUpgrade = HttpMethods.IsConnect(request.Method)
            || (HttpMethods.IsGet(request.Method) && request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase));
        return isUpgrade ? null : new(StatusCodes.Status400BadRequest, "transport");
    }
}

/// <summary>
/// A browser says where a page comes from, and none is allowed until browser sign-in exists. A native client sends no Origin
/// and authenticates by header (HS-03).
/// </summary>
internal sealed class OriginCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request) =>
        request.Headers.Origin.Count == 0 ? null : new(StatusCodes.Status403Forbidden, "origin");
}

/// <summary>The versioned subprotocol must be offered; SignalR would accept an unknown one silently (HS-04).</summary>
internal sealed class SubprotocolCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request)
    {
        var offered = request.Headers.SecWebSocketProtocol.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries));
        return offered.Contains(RealtimeCareProtocol.Subprotocol, StringComparer.Ordinal)
            ? null
            : new(StatusCodes.Status400BadRequest, "subprotocol");
    }
}
