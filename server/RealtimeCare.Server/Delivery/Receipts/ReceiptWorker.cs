using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>Writes down what was sent and delivered: everything that waits in one transaction.</summary>
internal sealed class ReceiptWorker(ReceiptOutbox outbox, IReceiptStore store, TimeProvider time, ILogger<ReceiptWorker> logger) : BackgroundService
{
    private const int MostAtOnce = 1024;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(10);
    private readonly List<DeliveryNote> taken = new(MostAtOnce);
    private DateTimeOffset prunedAt = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await outbox.Notes.WaitToReadAsync(stoppingToken)) await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The node stops; what waits is written yet, if it can be.
            while (await TryWriteAsync() && outbox.Notes.TryPeek(out _))
            {
                // One lot is not all.
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        while (!await TryWriteAsync()) await Task.Delay(RetryAfter, time, cancellationToken);
        if (time.GetUtcNow() - prunedAt < PruneInterval) return;
        prunedAt = time.GetUtcNow();
        outbox.Prune();
    }

    /// <summary>Writes what waits; false when the store is down, and it waits on.</summary>
    private async Task<bool> TryWriteAsync()
    {
        while (taken.Count < MostAtOnce && outbox.Notes.TryRead(out var note)) taken.Add(note);
        if (taken.Count == 0) return true;
        try
        {
            await store.NoteAsync(taken, CancellationToken.None);
            taken.Clear();
            return true;
        }
        catch (StreamStoreUnavailableException exception)
        {
            DeliveryLog.ReceiptsNotWritten(logger, exception);
            return false;
        }
    }
}
