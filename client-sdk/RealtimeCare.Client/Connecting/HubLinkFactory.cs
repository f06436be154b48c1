using System.Runtime.Versioning;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RealtimeCare.Client.Connecting;

/// <summary>Opens connections to one hub: WebSockets only, no negotiation, one request that carries the token in its header.</summary>
[UnsupportedOSPlatform("browser")]
internal sealed class HubLinkFactory(Uri hub, HttpMessageInvoker invoker, IHubProtocol? protocol, TimeProvider time) : ILinkFactory
{
    private static readonly JsonHubProtocol Json =
        new(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = WireJson.CreateOptions() }));

    private readonly IHubProtocol _protocol = protocol ?? Json;

    public async Task<ILink> OpenAsync(AccessToken token, ILinkOwner owner, CancellationToken cancellationToken)
    {
        var socket = new UpgradeSocket(invoker, token, time);
        var link = new HubLink(Build(socket), _protocol, owner, time);
        try
        {
            await link.OpenAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch (Exception exception)
        {
            await link.DisposeAsync().ConfigureAwait(false);
            if (socket.Refusal is { } refusal && !ReferenceEquals(refusal, exception)) throw refusal;
            throw;
        }
    }

    // A server that says nothing for 30 s, not even its ping each 15 s, is given up by SignalR, on the machine's own clock: nobody is
    // shown a ping, so nobody else can tell a half-open connection from a calm one.
    // The app's logger is not handed on: at its lowest level SignalR logs arguments, and arguments are PHI.
    private HubConnection Build(UpgradeSocket socket)
    {
        var builder = new HubConnectionBuilder().WithUrl(hub, HttpTransportType.WebSockets, options =>
        {
            options.SkipNegotiation = true;
            options.WebSocketFactory = (context, cancellationToken) => socket.OpenAsync(context.Uri, cancellationToken);
        });
        builder.Services.AddSingleton(_protocol);
        return builder.Build();
    }
}
