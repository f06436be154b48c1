using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RealtimeCare.Server.Streams;

/// <summary>Takes away what is no longer kept, in steps so small that publishers do not notice.</summary>
internal sealed class StreamsWorker(IStreamStore store, IOptions<StreamsOptions> options, TimeProvider time, ILogger<StreamsWorker> logger)
    : BackgroundService
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

    /// <summary>Trims every tenant to its own retention.</summary>
    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        try
        {
            foreach (var tenant in await store.ReadTenantsAsync(cancellationToken))
            {
                var before = time.GetUtcNow() - options.Value.RetentionOf(tenant);
                for (var step = new TrimResult(0, HasMore: true); step.HasMore; removed += step.Removed)
                    step = await store.TrimAsync(tenant, before, MostPerStep, cancellationToken);
            }
        }
        catch (StreamStoreUnavailableException exception)
        {
            // What is left is taken away in a later round.
            logger.TrimFailed(exception);
        }
        if (removed > 0) logger.Trimmed(removed);
    }
}
