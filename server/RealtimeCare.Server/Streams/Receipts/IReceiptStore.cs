using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams.Receipts;

/// <summary>
/// Keeps with whom events that ask for acknowledgement have come how far, and what their publishers are told. It tracks exactly the
/// events that the streams' store has appended with a time to acknowledge: both become durable together.
/// </summary>
/// <remarks>
/// An event waits until a person has seen it, it is taken back, or its time is over; the first of these counts. Outcomes of a publisher
/// are numbered 1, 2, 3 … without gaps and go with the retention of the events.
/// </remarks>
public interface IReceiptStore
{
    /// <summary>Notes that events were sent to people, or acknowledged by their clients. What is not tracked is passed over.</summary>
    /// <exception cref="StreamStoreUnavailableException">Nothing of it was noted.</exception>
    ValueTask NoteAsync(IReadOnlyList<DeliveryNote> notes, CancellationToken cancellationToken);

    /// <summary>How far an event has come with a person; null when it is not tracked or was never sent to them.</summary>
    ValueTask<DeliveryReceipt?> FindAsync(StreamKey stream, long offset, SubjectId person, CancellationToken cancellationToken);

    /// <summary>A person has seen or accepted an event; what is lower follows from it, and reporting again changes nothing.</summary>
    /// <exception cref="StreamStoreUnavailableException">Nothing was changed.</exception>
    ValueTask<ReportResult> ReportAsync(PersonsReport report, CancellationToken cancellationToken);

    /// <summary>With whom an event has come how far; null when it is not tracked.</summary>
    ValueTask<IReadOnlyList<DeliveryReceipt>?> ReadReceiptsAsync(StreamKey stream, long offset, CancellationToken cancellationToken);

    /// <summary>Makes events undelivered whose time is over, each once, and gives them; the earliest first.</summary>
    /// <exception cref="StreamStoreUnavailableException">Nothing was changed.</exception>
    ValueTask<IReadOnlyList<TrackedEvent>> ExpireAsync(DateTimeOffset now, int most, CancellationToken cancellationToken);

    /// <summary>Events that became undelivered and of which nobody has said yet that the book holds it.</summary>
    ValueTask<IReadOnlyList<TrackedEvent>> ReadUnrecordedAsync(int most, CancellationToken cancellationToken);

    /// <summary>The book holds of these events that they became undelivered.</summary>
    /// <exception cref="StreamStoreUnavailableException">Nothing of it was noted.</exception>
    ValueTask NoteRecordedAsync(IReadOnlyList<TrackedEvent> recorded, CancellationToken cancellationToken);

    /// <summary>The undelivered events of a tenant that nobody has seen since; the latest first.</summary>
    ValueTask<IReadOnlyList<TrackedEvent>> ReadUndeliveredAsync(TenantId tenant, int most, CancellationToken cancellationToken);

    /// <summary>A publisher's outcomes behind a cursor, in order, and which are the first and the last that are kept.</summary>
    ValueTask<OutcomeRange> ReadOutcomesAsync(TenantId tenant, SubjectId publisher, long after, int most, CancellationToken cancellationToken);
}
