using System.Net;
using RealtimeCare.Contracts;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Asking for tickets, rightly and wrongly.</summary>
internal static class Tickets
{
    public const string Negotiate = "/negotiate?negotiateVersion=1";

    /// <summary>A ticket as PROTOCOL.md says, and its text.</summary>
    public static async Task<string> TicketAsync(this TestCare care, string token, string hub = RealtimeCareProtocol.CareHubPath) =>
        (await care.NegotiateAsync(token, hub + Negotiate)).Ok().Json.GetProperty("connectionToken").GetString()!;

    public static async Task<Answer> NegotiateAsync(
        this TestCare care, string? token, string path, string? version = RealtimeCareProtocol.Subprotocol, string method = "POST", string? origin = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (version is not null) request.Headers.Add(RealtimeCareProtocol.VersionHeader, version);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await care.Api.SendAsync(request, token);
    }

    /// <summary>An upgrade with a ticket in place of a subprotocol.</summary>
    public static async Task<HttpStatusCode> UpgradeByAsync(
        this TestCare care, string? token, string ticket, string hub = RealtimeCareProtocol.CareHubPath, string? subprotocol = null)
    {
        var (status, _) = await care.UpgradeAsync(token, $"{hub}?id={ticket}", subprotocol: subprotocol);
        return status;
    }
}
