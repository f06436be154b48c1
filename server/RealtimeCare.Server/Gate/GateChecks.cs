using Microsoft.AspNetCore.Http;
using RealtimeCare.Contracts;

namespace RealtimeCare.Server.Gate;

/// <summary>No byte over cleartext. The listener has TLS alone; this holds if somebody adds another (TLS-01).</summary>
internal sealed class SecureCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request) => request.IsHttps ? null : new(StatusCodes.Status426UpgradeRequired, "cleartext");
}

/// <summary>
/// A token or connection id in a URL ends up in logs (HS-02). A ticket alone may stand there: it counts once, for seconds, and
/// for nobody but the session whose token comes with it.
/// </summary>
internal sealed class QueryTokenCheck : IGateCheck
{
    private const string Id = "?id=";
    private const int TicketLength = 43;

    public GateRefusal? Refuse(HttpRequest request) =>
        request.QueryString.HasValue && TicketOf(request) is null ? new(StatusCodes.Status401Unauthorized, "query") : null;

    /// <summary>What stands where a ticket stands; null when it cannot be one, or anything stands beside it.</summary>
    public static string? TicketOf(HttpRequest request)
    {
        var query = request.QueryString.Value ?? "";
        if (query.Length != Id.Length + TicketLength || !query.StartsWith(Id, StringComparison.Ordinal)) return null;
        var text = query[Id.Length..];
        return text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? text : null;
    }
}

/// <summary>
/// WebSockets and nothing else: one request, one token, no connection id that somebody else could use. HTTP/1.1 upgrades by
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

/// <summary>
/// The versioned subprotocol must be offered; SignalR would accept an unknown one silently (HS-04). Who offers none has a ticket, which
/// was given for the version; an unknown offer is refused with one, too.
/// </summary>
internal sealed class SubprotocolCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request)
    {
        var header = request.Headers.SecWebSocketProtocol;
        var offered = header.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries));
        var isGood = header.Count == 0
            ? QueryTokenCheck.TicketOf(request) is not null
            : offered.Contains(RealtimeCareProtocol.Subprotocol, StringComparer.Ordinal);
        return isGood ? null : new(StatusCodes.Status400BadRequest, "subprotocol");
    }
}

/// <summary>A ticket is asked for by POST, with SignalR's version of negotiation and nothing else in the query.</summary>
internal sealed class NegotiateCheck : IGateCheck
{
    private const string Version = "?negotiateVersion=1";

    public GateRefusal? Refuse(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method)) return new(StatusCodes.Status400BadRequest, "transport");
        return request.QueryString.Value == Version ? null : new(StatusCodes.Status401Unauthorized, "query");
    }
}

/// <summary>Who asks for a ticket names the version by a header, since a stock client can set one and cannot offer a subprotocol.</summary>
internal sealed class VersionCheck : IGateCheck
{
    public GateRefusal? Refuse(HttpRequest request) =>
        request.Headers[RealtimeCareProtocol.VersionHeader] is [RealtimeCareProtocol.Subprotocol]
            ? null
            : new(StatusCodes.Status400BadRequest, "subprotocol");
}
