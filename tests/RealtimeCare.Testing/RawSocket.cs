using System.Net.WebSockets;
using RealtimeCare.Contracts;

namespace RealtimeCare.Testing;

/// <summary>A WebSocket on the hub for clinicians below everything that speaks SignalR.</summary>
public static class RawSocket
{
    /// <summary>Opens one, past gate and token check; nothing has been said on it.</summary>
    public static async Task<ClientWebSocket> OpenSocketAsync(this TestCare care, string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(care);
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(RealtimeCareProtocol.Subprotocol);
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => Trust.IsIssuedBy(certificate, care.Roots);
        var hub = new UriBuilder(new Uri(care.Server, RealtimeCareProtocol.CareHubPath)) { Scheme = Uri.UriSchemeWss };
        await socket.ConnectAsync(hub.Uri, cancellationToken);
        return socket;
    }
}
