using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Server.Ingest.Facts;
using RealtimeCare.Server.Ingest.Preview;
using RealtimeCare.Server.Ingest.Quarantine;

namespace RealtimeCare.Server.Ingest;

/// <summary>Registers the publishers' door.</summary>
public static class IngestSetup
{
    /// <summary>Adds what takes events and facts in.</summary>
    public static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<PublishAccess>();
        services.AddSingleton<PublishMeter>();
        services.AddSingleton<PublishStreamMeter>();
        services.AddSingleton<PatientIntake>();
        services.AddSingleton<QuarantineIntake>();
        services.AddSingleton<EventOutcomes>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<QuarantineDesk>();
        services.AddSingleton<EventPreview>();
        services.AddSingleton<OutcomeReader>();
        services.AddSingleton<FactsIntake>();
        services.AddSingleton<FactsRefusals>();
        return services;
    }

    /// <summary>Maps <c>/api/v1/events</c>, <c>/api/v1/quarantine</c>, <c>/api/v1/relationships</c> and <c>/api/v1/patients</c>.</summary>
    public static IEndpointRouteBuilder MapIngest(this IEndpointRouteBuilder routes)
    {
        routes.MapEvents();
        routes.MapOutcomes();
        routes.MapFacts();
        routes.MapQuarantine();
        return routes;
    }
}
