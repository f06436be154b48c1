using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RealtimeCare.Server.Streams.Quarantine;

/// <summary>Takes refused events away when they are as old as events get.</summary>
internal sealed class QuarantineWorker(
    IQuarantineStore store, IOptions<StreamsOptions> options, TimeProvider time, ILogger<QuarantineWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private const int MostPerStep = 128;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await RoundAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        try
        {
            foreach (var tenant in await store.ReadTenantsAsync(cancellationToken))
            {
                var before = time.GetUtcNow() - options.Value.RetentionOf(tenant);
                for (var step = MostPerStep; step == MostPerStep; removed += step)
                    step = await store.TrimAsync(tenant, before, MostPerStep, cancellationToken);
            }
        }
        catch (StreamStoreUnavailableException exception)
        {
            // What is left is taken away in a later round.
            logger.QuarantineTrimFailed(exception);
        }
        if (removed > 0) logger.QuarantineTrimmed(removed);
    }
}
