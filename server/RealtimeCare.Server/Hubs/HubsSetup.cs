using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Wire;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Hubs;

internal static class HubsSetup
{
    public static IServiceCollection AddHubs(this IServiceCollection services)
    {
        services.AddSignalR(Configure)
            .AddJsonProtocol(options => ConfigureJson(options.PayloadSerializerOptions))
            .AddMessagePackProtocol(options => options.SerializerOptions = ContractResolver.Options);
        services.AddSingleton<IHubProtocolResolver, GuardedProtocols>();
        services.AddScoped<CareOperations>();
        services.AddScoped<ReportOperations>();
        services.AddScoped<ReceiverOperations>();
        services.AddScoped<SessionOperations>();
        services.AddScoped<GlassOperations>();
        services.AddScoped<GrantOperations>();
        services.AddScoped<ExplainOperations>();
        services.AddScoped<PublishOperations>();
        services.AddSingleton<StateSnapshots>();
        services.AddRealtimeCareHub<CareHub, ICareClient>();
        services.AddRealtimeCareHub<AdminHub, IAdminClient>();
        services.AddRealtimeCareHub<PublishHub, IEndingClient>();
        services.AddSignalR().AddHubOptions<CareHub>(static options => options.MaximumReceiveMessageSize = RealtimeCareProtocol.MaxResumeBytes);
        services.AddSignalR().AddHubOptions<PublishHub>(static options =>
        {
            options.MaximumReceiveMessageSize = IngestLimits.EventBytes;
            options.StreamBufferCapacity = EventStream.Buffered;
        });
        return services;
    }

    private static void Configure(HubOptions options)
    {
        options.EnableDetailedErrors = false;
        options.MaximumReceiveMessageSize = RealtimeCareProtocol.MaxMessageBytes;
        options.MaximumParallelInvocationsPerClient = 16;
        options.HandshakeTimeout = TimeSpan.FromSeconds(10);
        options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        options.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
        options.StreamBufferCapacity = 16;
    }

    private static void ConfigureJson(JsonSerializerOptions json)
    {
        json.MaxDepth = 64;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }
}
