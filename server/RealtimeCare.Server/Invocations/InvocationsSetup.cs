using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Server.Invocations;

internal static class InvocationsSetup
{
    public static IServiceCollection AddInvocations(this IServiceCollection services)
    {
        services.AddScoped<Invocation>();
        services.AddSingleton<InvocationPlans>();
        services.AddSingleton<InvocationRecorder>();
        services.AddSingleton<RequestCheck>();
        services.AddSingleton<UnreadableBook>();
        foreach (var filter in InvocationPipeline.Filters) services.AddSingleton(filter);
        return services;
    }
}
