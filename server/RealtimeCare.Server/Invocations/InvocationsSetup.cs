using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Server.Delivery;

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
        services.AddSingleton<RepeatRegistry>();
        services.AddSingleton<ISessionEndListener>(provider => provider.GetRequiredService<RepeatRegistry>());
        services.AddHostedService<RepeatWorker>();
        foreach (var filter in InvocationPipeline.Filters) services.AddSingleton(filter);
        return services;
    }
}
