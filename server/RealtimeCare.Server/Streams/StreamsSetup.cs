using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Server.Streams;

/// <summary>Registers the streams.</summary>
public static class StreamsSetup
{
    /// <summary>Adds what tells of a stream's news; the store itself comes from <c>AddStorage</c>.</summary>
    public static IServiceCollection AddStreams(this IServiceCollection services) => services.AddSingleton<StreamHints>();
}
