using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>
/// Finds events that nobody has seen in time, each once, also when the node was down at that time. That an event is undelivered is
/// durable in the store before anybody is told, and the store knows of it until the book holds it: a crash in between may write it there
/// twice, but loses nothing.
/// </summary>
internal sealed class UndeliveredWorker(
    IReceiptStore receipts, ReceiptBook book, AdminSender administrators, TimeProvider time, ILogger<UndeliveredWorker> logger) : BackgroundService
{
    private const int MostAtOnce = 128;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private Task recording = Task.CompletedTask;
    private bool isBehind;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RoundAsync(stoppingToken);
                // Nobody is told later because the book keeps waiting.
                if (recording.IsCompleted) recording = RecordAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
        await recording;
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
        foreach (var tenant in expired.Select(undelivered => undelivered.Stream.Tenant).Distinct()) administrators.UndeliveredChanged(tenant);
    }

    /// <summary>Writes in the book what it does not hold yet, also from before a crash or while it was shut.</summary>
    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await receipts.ReadUnrecordedAsync(MostAtOnce, cancellationToken) is { Count: > 0 } unrecorded)
                if (!await TryRecordAsync(unrecorded, cancellationToken)) return;
            isBehind = false;
        }
        catch (StreamStoreUnavailableException exception)
        {
            DeliveryLog.UndeliveredRoundFailed(logger, exception);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task<bool> TryRecordAsync(IReadOnlyList<TrackedEvent> unrecorded, CancellationToken cancellationToken)
    {
        var writing = unrecorded.Select(one => (Event: one, Entry: book.UndeliveredAsync(one, cancellationToken))).ToList();
        // What was written counts also when others failed.
        await Task.WhenAll(writing.Select(one => one.Entry)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (writing.Find(one => one.Entry.IsFaulted).Entry?.Exception is { } failure)
        {
            if (!isBehind) DeliveryLog.UndeliveredNotRecorded(logger, failure);
            isBehind = true;
        }
        var written = writing.Where(one => one.Entry.IsCompletedSuccessfully).Select(one => one.Event).ToList();
        await receipts.NoteRecordedAsync(written, CancellationToken.None);
        return written.Count == writing.Count;
    }
}
