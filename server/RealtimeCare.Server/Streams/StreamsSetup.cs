using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RealtimeCare.Server.Streams;

/// <summary>Registers the streams.</summary>
public static class StreamsSetup
{
    /// <summary>Adds what tells of a stream's news and what takes old events away; the store itself comes from <c>AddStorage</c>.</summary>
    public static IServiceCollection AddStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamsOptions>().BindConfiguration("RealtimeCare:Streams").ValidateOnStart();
        services.AddSingleton<IValidateOptions<StreamsOptions>, StreamsOptionsCheck>();
        services.AddHostedService<StreamsWorker>();
        return services.AddSingleton<StreamHints>();
    }
}
