using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeCare.Server.Streams.Quarantine;
using RealtimeCare.Server.Streams.Receipts;

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
        services.AddOptions<QuarantineOptions>().BindConfiguration("RealtimeCare:Quarantine").ValidateOnStart();
        services.AddSingleton<IValidateOptions<QuarantineOptions>, QuarantineOptionsCheck>();
        services.AddHostedService<QuarantineWorker>();
        return services.AddSingleton<StreamHints>().AddSingleton<OutcomeHints>();
    }
}
