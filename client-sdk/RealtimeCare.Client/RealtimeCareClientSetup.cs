using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Publishing;

namespace RealtimeCare.Client;

/// <summary>Registers the SDK for dependency injection.</summary>
public static class RealtimeCareClientSetup
{
    /// <summary>
    /// Adds <see cref="RealtimeCareClient"/>, <see cref="CarePublisher"/> and <see cref="CareAdministrator"/> as singletons, each
    /// made when first asked for. An <see cref="ITokenSource"/> that is registered itself serves where the options name none.
    /// </summary>
    /// <remarks>
    /// A host that starts with wrong options fails with an <see cref="OptionsValidationException"/> that names all of them, before a
    /// client is made. Nothing connects by itself: when a person has signed in is the app's to know, and so is
    /// <see cref="RealtimeCareClient.ConnectAsync"/>.
    /// </remarks>
    public static IServiceCollection AddRealtimeCareClient(this IServiceCollection services, Action<RealtimeCareClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RealtimeCareClientOptions>().Configure(configure).PostConfigure<IServiceProvider>(Complete).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RealtimeCareClientOptions>, RealtimeCareClientOptionsPolicy>());
        services.TryAddSingleton(provider => new RealtimeCareClient(OptionsOf(provider)));
        services.TryAddSingleton(provider => new CarePublisher(OptionsOf(provider)));
        services.TryAddSingleton(provider => new CareAdministrator(OptionsOf(provider)));
        return services;
    }

    private static RealtimeCareClientOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<RealtimeCareClientOptions>>().Value;

    private static void Complete(RealtimeCareClientOptions options, IServiceProvider provider)
    {
        options.Tokens ??= provider.GetService<ITokenSource>();
        options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
    }
}
