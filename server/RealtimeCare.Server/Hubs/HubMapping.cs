using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Hubs;

/// <summary>How every hub's endpoint is set up.</summary>
internal static class HubMapping
{
    /// <summary>A hub that is not planned, or whose path the gate does not guard, stops the start.</summary>
    public static void Check<THub>(IServiceProvider services, string path) where THub : Hub
    {
        if (!path.StartsWith("/hubs/", StringComparison.Ordinal))
            throw new ArgumentException("A hub's path lies under /hubs, where the gate stands.", nameof(path));
        if (path.TrimEnd('/').EndsWith("/negotiate", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException("Under this name a hub's clients ask for their tickets.", nameof(path));
        if (services.GetServices<MappedHub>().All(hub => hub.Type != typeof(THub)))
            throw new InvalidOperationException($"{typeof(THub).Name} was not added by AddRealtimeCareHub.");
        // Plans every hub now: a method without an operation refuses to start.
        services.GetRequiredService<InvocationPlans>();
    }

    public static void Configure(HttpConnectionDispatcherOptions options)
    {
        options.Transports = HttpTransportType.WebSockets;
        options.CloseOnAuthenticationExpiration = true;
        options.AllowStatefulReconnects = false;
        options.ApplicationMaxBufferSize = RealtimeCareProtocol.MaxMessageBytes;
        options.TransportMaxBufferSize = RealtimeCareProtocol.MaxMessageBytes;
        options.WebSockets.CloseTimeout = TimeSpan.FromSeconds(1);
        options.WebSockets.SubProtocolSelector = static offered =>
            offered.Contains(RealtimeCareProtocol.Subprotocol) ? RealtimeCareProtocol.Subprotocol : null!;
    }
}
