using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Tests.Delivery.Receipts;

/// <summary>Takes notes alone, and keeps the first of them waiting.</summary>
internal sealed class HeldReceipts : IReceiptStore
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int noted;

    public Task Reached => reached.Task;

    public int Noted => Volatile.Read(ref noted);

    public void Release() => released.SetResult();

    public async ValueTask NoteAsync(IReadOnlyList<DeliveryNote> notes, CancellationToken cancellationToken)
    {
        var count = notes.Count;
        reached.TrySetResult();
        await released.Task;
        Interlocked.Add(ref noted, count);
    }

    public ValueTask<DeliveryReceipt?> FindAsync(StreamKey stream, long offset, SubjectId person, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<ReportResult> ReportAsync(PersonsReport report, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DeliveryReceipt>?> ReadReceiptsAsync(StreamKey stream, long offset, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TrackedEvent>> ExpireAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TrackedEvent>> ReadUnrecordedAsync(int most, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask NoteRecordedAsync(IReadOnlyList<TrackedEvent> recorded, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TrackedEvent>> ReadUndeliveredAsync(TenantId tenant, int most, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<OutcomeRange> ReadOutcomesAsync(
        TenantId tenant, SubjectId publisher, long after, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
}
