using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.Versioning;
using RealtimeCare.Contracts;

namespace RealtimeCare.Client.Connecting;

/// <summary>
/// Makes the WebSocket of one connection by hand, because SignalR's own way hides the status and <c>Retry-After</c> of a refusal
/// and takes its TLS settings apart from those of the HTTP calls.
/// </summary>
[UnsupportedOSPlatform("browser")]
internal sealed class UpgradeSocket(HttpMessageInvoker invoker, AccessToken token, TimeProvider time)
{
    /// <summary>Why the server refused or is not trusted, kept here since SignalR may wrap what is thrown.</summary>
    public Exception? Refusal { get; private set; }

    public async ValueTask<WebSocket> OpenAsync(Uri hub, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(RealtimeCareProtocol.Subprotocol);
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token.Value}");
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(WebSocketAddress(hub), invoker, cancellationToken).ConfigureAwait(false);
            if (socket.SubProtocol != RealtimeCareProtocol.Subprotocol)
                throw new WebSocketException("The server does not speak this version of the protocol.");
            return socket;
        }
        catch (WebSocketException exception) when (IsRefusal(socket.HttpStatusCode))
        {
            Refusal = new UpgradeRefusedException((int)socket.HttpStatusCode, RetryAfter(socket.HttpResponseHeaders, time), exception);
            socket.Dispose();
            throw Refusal;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            Refusal = ServerTrust.DistrustIn(exception);
            if (Refusal is not null) throw Refusal;
            throw;
        }
    }

    internal static TimeSpan? RetryAfter(IReadOnlyDictionary<string, IEnumerable<string>>? headers, TimeProvider time)
    {
        if (headers is null || !headers.TryGetValue("Retry-After", out var values) || values.FirstOrDefault() is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        var wait = at - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static bool IsRefusal(HttpStatusCode status) => status != 0 && status != HttpStatusCode.SwitchingProtocols;

    private static Uri WebSocketAddress(Uri hub) =>
        hub.Scheme == Uri.UriSchemeWss ? hub : new UriBuilder(hub) { Scheme = Uri.UriSchemeWss, Port = hub.Port }.Uri;
}
