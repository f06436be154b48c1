using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Saves how far people have come: twice a second, so that after a crash at most that much comes again, and once more at the end.
/// Forgets who has not read for long.
/// </summary>
internal sealed class SeenWorker(
    SeenRegistry seen, ISeenStore store, IOptions<StreamsOptions> options, TimeProvider time, ILogger<SeenWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(10);
    // Longer than events are kept, so that who comes back late still hears what is gone.
    private static readonly TimeSpan KeptBeyondEvents = TimeSpan.FromDays(90);
    private const int MostPerStep = 512;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SaveAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var forgottenAt = time.GetUtcNow();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SaveAsync(stoppingToken);
                if (time.GetUtcNow() - forgottenAt < ForgetInterval) continue;
                forgottenAt = time.GetUtcNow();
                await ForgetAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>Forgets places that are older than anything kept.</summary>
    internal async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.LongestRetention - KeptBeyondEvents;
        try
        {
            while (await store.ForgetAsync(before, MostPerStep, cancellationToken) == MostPerStep)
            {
                // There may be more.
            }
        }
        catch (StreamStoreUnavailableException exception)
        {
            DeliveryLog.PlacesNotSaved(logger, exception);
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await seen.SaveAsync(cancellationToken);
        }
        catch (StreamStoreUnavailableException exception)
        {
            DeliveryLog.PlacesNotSaved(logger, exception);
        }
    }
}
