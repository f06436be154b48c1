using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Server.Access.Explaining;
using RealtimeCare.Server.Access.Grants;

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
        services.AddSingleton<IAccessFacts, LiveFacts>();
        services.AddSingleton<LiveAccess>();
        services.AddSingleton<OwnPatients>();
        services.AddHostedService<FactsLoader>();
        services.AddSingleton<GrantRegistry>();
        services.AddSingleton<GrantPolicy>();
        services.AddSingleton<GrantBook>();
        services.AddSingleton<GrantOpener>();
        services.AddSingleton<GrantReviews>();
        services.AddSingleton<AccessExplainer>();
        services.AddHostedService<GrantsLoader>();
        return services;
    }
}
