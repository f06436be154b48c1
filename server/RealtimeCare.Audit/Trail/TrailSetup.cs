using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCare.Audit.Search;

namespace RealtimeCare.Audit.Trail;

/// <summary>Registers the audit trail.</summary>
public static class TrailSetup
{
    /// <summary>
    /// Adds the trail on disk as <see cref="IAuditTrail"/>. The host opens it at start, before its other services, and does not start
    /// when the trail is damaged. Call it first.
    /// </summary>
    public static IServiceCollection AddAuditTrail(this IServiceCollection services, Action<AuditTrailOptions> configure)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AuditTrailOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditTrailOptions>, AuditTrailOptionsPolicy>();
        services.AddSingleton<TrailMetrics>();
        services.AddSingleton(provider => new FileAuditTrail(
            provider.GetRequiredService<IOptions<AuditTrailOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FileAuditTrail>>(),
            provider.GetRequiredService<TrailMetrics>()));
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<FileAuditTrail>());
        services.AddSingleton(provider => new DeliveryReader(provider.GetRequiredService<IOptions<AuditTrailOptions>>().Value));
        services.AddHostedService<TrailWorker>();
        return services;
    }
}
