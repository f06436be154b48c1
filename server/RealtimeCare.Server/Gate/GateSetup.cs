using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Server.Gate;

internal static class GateSetup
{
    public static IServiceCollection AddGate(this IServiceCollection services) => services.AddSingleton<GateBook>().AddSingleton<TicketRegistry>();

    public static IApplicationBuilder UseGate(this IApplicationBuilder app) => app.UseMiddleware<UpgradeGate>();
}
