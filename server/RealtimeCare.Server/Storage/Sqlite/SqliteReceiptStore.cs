using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Receipts and outcomes in <c>db/streams.db</c>, by the streams' own writer.</summary>
internal sealed class SqliteReceiptStore(SqliteStreamStore streams, StorageKeys keys, OutcomeHints hints) : IReceiptStore
{
    private readonly LookupHash hash = new(keys);

    public async ValueTask NoteAsync(IReadOnlyList<DeliveryNote> notes, CancellationToken cancellationToken)
    {
        var told = await streams.WriteAsync(
            session => notes.Select(note => (note.Stream.Tenant, Author: SqliteTracking.Note(session, note))).ToList(), cancellationToken);
        foreach (var (tenant, author) in told) Tell(tenant, author);
    }

    public async ValueTask<DeliveryReceipt?> FindAsync(StreamKey stream, long offset, SubjectId person, CancellationToken cancellationToken) =>
        (await ReadReceiptsAsync(stream, offset, cancellationToken))?.FirstOrDefault(receipt => receipt.Person == person);

    public async ValueTask<ReportResult> ReportAsync(PersonsReport report, CancellationToken cancellationToken)
    {
        var (result, told) = await streams.WriteAsync(session => SqliteTracking.Report(session, report), cancellationToken);
        Tell(report.Stream.Tenant, told);
        return result;
    }

    public ValueTask<IReadOnlyList<DeliveryReceipt>?> ReadReceiptsAsync(StreamKey stream, long offset, CancellationToken cancellationToken) =>
        streams.ReadAsync(session => SqliteTracking.ReadReceipts(session, stream, offset), cancellationToken);

    public async ValueTask<IReadOnlyList<TrackedEvent>> ExpireAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        // Asked every second: a look costs the writer nothing.
        if (!await streams.ReadAsync(session => SqliteTracking.FindDue(session, now, 1).Count > 0, cancellationToken)) return [];
        var expired = await streams.WriteAsync(session => SqliteTracking.Expire(session, now, most), cancellationToken);
        foreach (var row in expired) Tell(row.Stream.Tenant, row.Author);
        return [.. expired.Select(row => row.ToEvent(streams.Epoch))];
    }

    public async ValueTask<IReadOnlyList<TrackedEvent>> ReadUnrecordedAsync(int most, CancellationToken cancellationToken) =>
        [.. (await streams.ReadAsync(session => SqliteUnrecorded.Read(session, most), cancellationToken)).Select(row => row.ToEvent(streams.Epoch))];

    public async ValueTask NoteRecordedAsync(IReadOnlyList<TrackedEvent> recorded, CancellationToken cancellationToken)
    {
        if (recorded.Count == 0) return;
        await streams.WriteAsync(session => recorded.Sum(one => SqliteUnrecorded.Remove(session, one.Stream, one.Position.Offset)), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<TrackedEvent>> ReadUndeliveredAsync(TenantId tenant, int most, CancellationToken cancellationToken) =>
        [.. (await streams.ReadAsync(session => SqliteTracking.FindUndelivered(session, tenant, most), cancellationToken))
            .Select(row => row.ToEvent(streams.Epoch))];

    public ValueTask<OutcomeRange> ReadOutcomesAsync(
        TenantId tenant, SubjectId publisher, long after, int most, CancellationToken cancellationToken)
    {
        var author = hash.Of(tenant, "author", publisher.Value);
        return streams.ReadAsync(session => SqliteOutcomes.Read(session, streams.Epoch, author, after, most), cancellationToken);
    }

    private void Tell(TenantId tenant, SubjectId? publisher)
    {
        if (publisher is { } one) hints.Publish(tenant, one);
    }
}
