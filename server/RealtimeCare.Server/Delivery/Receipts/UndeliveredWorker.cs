using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>
/// Finds events that nobody has seen in time, each once, also when the node was down at that time. That an event is undelivered is
/// durable in the store before anybody is told.
/// </summary>
internal sealed class UndeliveredWorker(
    IReceiptStore receipts, ReceiptBook book, AdminSender administrators, TimeProvider time, ILogger<UndeliveredWorker> logger) : BackgroundService
{
    private const int MostAtOnce = 128;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

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

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<TrackedEvent> expired;
            do
            {
                expired = await receipts.ExpireAsync(time.GetUtcNow(), MostAtOnce, cancellationToken);
                Raise(expired);
            }
            while (expired.Count == MostAtOnce);
        }
        catch (StreamStoreUnavailableException exception)
        {
            DeliveryLog.UndeliveredRoundFailed(logger, exception);
        }
    }

    /// <summary>Tells whom it concerns. The publisher reads it among its outcomes; who is to be called next would be called here.</summary>
    private void Raise(IReadOnlyList<TrackedEvent> expired)
    {
        foreach (var undelivered in expired) _ = book.UndeliveredAsync(undelivered);
        foreach (var tenant in expired.Select(undelivered => undelivered.Stream.Tenant).Distinct()) administrators.UndeliveredChanged(tenant);
    }
}
