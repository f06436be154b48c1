using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Server.Access;

/// <summary>Registers the facts that access is decided on.</summary>
public static class AccessSetup
{
    /// <summary>Adds the facts in memory; their store comes from <c>AddStorage</c>.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<FactsRegistry>();
        services.AddSingleton<IAccessFacts>(provider => provider.GetRequiredService<FactsRegistry>());
        services.AddSingleton<LiveAccess>();
        services.AddHostedService<FactsLoader>();
        return services;
    }
}
