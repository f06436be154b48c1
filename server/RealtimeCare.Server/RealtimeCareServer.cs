using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Gate;
using RealtimeCare.Server.Hubs;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server;

/// <summary>The hub platform's table of contents: each station registers and maps itself.</summary>
public static class RealtimeCareServer
{
    /// <summary>Adds the platform. An <c>IAuditTrail</c> must be registered beside it.</summary>
    public static IServiceCollection AddRealtimeCare(this IServiceCollection services, Action<RealtimeCareOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RealtimeCareOptions();
        configure(options);
        services.AddSingleton(new LivePolicy(options.Policies));
        return services
            .AddStorage()
            .Configure<StorageOptions>(storage => storage.DataFolder = options.DataFolder)
            .AddSessions([.. options.Issuers])
            .AddStreams()
            .AddAccess()
            .AddIngest()
            .AddGate()
            .AddInvocations()
            .AddDelivery()
            .AddHubs();
    }

    /// <summary>Adds a hub that stands behind the same gate, filters, sessions and trail as the built-in ones.</summary>
    public static IServiceCollection AddRealtimeCareHub<THub, TClient>(this IServiceCollection services)
        where THub : Hub<TClient>
        where TClient : class, IEndingClient
    {
        // The built-in client is sent to by Delivery alone.
        if (typeof(TClient) != typeof(ICareClient)) PushCheck.Check(typeof(TClient));
        services.AddSingleton(new MappedHub(typeof(THub)));
        services.AddSingleton<HubNotices, HubNotices<THub, TClient>>();
        services.AddSignalR().AddHubOptions<THub>(InvocationPipeline.Apply);
        return services;
    }

    /// <summary>Puts the gate before everything that follows. Call it before authentication.</summary>
    public static IApplicationBuilder UseRealtimeCare(this IApplicationBuilder app) => app.UseGate().UseCodedRefusals();

    /// <summary>Maps the built-in hubs and the API.</summary>
    public static IEndpointRouteBuilder MapRealtimeCare(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRealtimeCareHub<CareHub>(RealtimeCareProtocol.CareHubPath);
        endpoints.MapRealtimeCareHub<AdminHub>(RealtimeCareProtocol.AdminHubPath);
        endpoints.MapRealtimeCareHub<PublishHub>(RealtimeCareProtocol.PublishHubPath);
        return endpoints.MapIngest().MapSessions().MapBreakGlass().MapReceivers().MapHealth();
    }

    /// <summary>Maps a hub that was added by <see cref="AddRealtimeCareHub{THub,TClient}"/>. Its path lies under <c>/hubs</c>.</summary>
    public static HubEndpointConventionBuilder MapRealtimeCareHub<THub>(this IEndpointRouteBuilder endpoints, string path)
        where THub : Hub
    {
        HubMapping.Check<THub>(endpoints.ServiceProvider, path);
        var hub = endpoints.MapHub<THub>(path, HubMapping.Configure);
        hub.Add(endpoint => TicketEndpoints.Guard(endpoint, path));
        return hub.RequireAuthorization();
    }
}
