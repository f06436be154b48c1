using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RealtimeCare.Identity.FirstStart;

internal static class FirstStartSetup
{
    public static IServiceCollection AddFirstStart(this IServiceCollection services) => services
        .AddSingleton(s => new SetupDoor(s.GetRequiredService<IServiceScopeFactory>(), s.GetRequiredService<ILogger<SetupDoor>>()))
        .AddScoped<SetupEndpoints.FirstTenant>();
}
