using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Identity.Clients;

internal static class ClientsSetup
{
    public static IServiceCollection AddClients(this IServiceCollection services) =>
        services.AddScoped<FirstPartyClients>().AddScoped<ServiceClients>();
}
