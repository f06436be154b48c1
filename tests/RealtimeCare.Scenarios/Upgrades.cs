using System.Net;
using System.Net.WebSockets;
using RealtimeCare.Contracts;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Bare WebSocket upgrades, to see what the gate answers before any SignalR.</summary>
internal static class Upgrades
{
    public static async Task<(HttpStatusCode Status, string? Subprotocol)> UpgradeAsync(
        this TestCare care,
        string? token,
        string path = RealtimeCareProtocol.CareHubPath,
        string? origin = null,
        string? subprotocol = RealtimeCareProtocol.Subprotocol)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        if (token is not null) socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        if (subprotocol is not null) socket.Options.AddSubProtocol(subprotocol);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(care.Server, path)) { Scheme = "wss" }.Uri, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return (socket.HttpStatusCode, socket.SubProtocol);
    }
}
