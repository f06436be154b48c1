#if SABOTAGE
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace RealtimeCare.Server.Delivery;

/// <summary>In a test build alone: takes from the configuration which promise to break.</summary>
internal sealed class SabotageWorker(IConfiguration configuration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Sabotage.Choose(configuration["RealtimeCare:Sabotage"]);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
#endif
