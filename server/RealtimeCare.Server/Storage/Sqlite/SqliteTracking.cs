using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>
/// Events that ask for acknowledgement, and with whom each has come how far: beside the events in <c>streams.db</c>, by the same writer,
/// so that an event and its tracking are durable together. Runs on the writer's thread alone.
/// </summary>
internal static class SqliteTracking
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS tracked (
            stream_id INTEGER NOT NULL, position INTEGER NOT NULL, tenant TEXT NOT NULL, event_id BLOB NOT NULL, publisher BLOB NOT NULL,
            author TEXT NOT NULL, topic TEXT NOT NULL, severity INTEGER NOT NULL, published_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
            state INTEGER NOT NULL, delivered INTEGER NOT NULL, PRIMARY KEY (stream_id, position)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS tracked_waiting ON tracked (due_at) WHERE state = 0;
        CREATE INDEX IF NOT EXISTS tracked_undelivered ON tracked (tenant, due_at) WHERE state = 2;
        CREATE TABLE IF NOT EXISTS receipts (
            stream_id INTEGER NOT NULL, position INTEGER NOT NULL, subject TEXT NOT NULL, sent_at INTEGER NOT NULL,
            delivered_at INTEGER, seen_at INTEGER, accepted_at INTEGER,
            PRIMARY KEY (stream_id, position, subject)) STRICT, WITHOUT ROWID;
        """ + SqliteUnrecorded.Tables + SqliteOutcomes.Tables;

    private const int Waiting = 0;
    private const int Acknowledged = 1;
    private const int Undelivered = 2;
    private const int TakenBack = 3;

    private const string AddReceipt =
        "INSERT INTO receipts (stream_id, position, subject, sent_at) SELECT $0, $1, $2, $3 FROM tracked "
        + "WHERE stream_id = $0 AND position = $1 ON CONFLICT (stream_id, position, subject) DO NOTHING";

    /// <summary>Begins to track an event that was just written, and ends what it takes the place of.</summary>
    public static void Begin(SqliteSession session, KeyedDraft keyed, SqliteStreamAppender.WrittenEvent written)
    {
        var draft = keyed.Draft;
        // A correction that asks for nothing leaves the earlier event waiting: better a false alarm than one that fell silent.
        if (draft.Relation is EventRelation.Retracts || (draft.Relation is not null && written.AcknowledgeBy is not null))
            session.Write(
                "UPDATE tracked SET state = $2 WHERE stream_id = $0 AND position = $1 AND state IN (0, 2)",
                written.Head.StreamId, draft.Relation.Target.Offset, TakenBack);
        if (written.AcknowledgeBy is not { } by) return;
        session.Write(
            "INSERT INTO tracked (stream_id, position, tenant, event_id, publisher, author, topic, severity, published_at, due_at, state, delivered) "
            + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
            written.Head.StreamId, written.Position, draft.Stream.Tenant.Value, written.EventId.ToByteArray(), keyed.Author,
            draft.Publisher.Value, draft.Topic, (int)draft.Severity, written.At.UtcTicks, by.UtcTicks, Waiting);
    }

    /// <summary>Events that are no longer kept are no longer tracked.</summary>
    public static void Trim(SqliteSession session, long streamId, long through)
    {
        session.Write("DELETE FROM tracked WHERE stream_id = $0 AND position <= $1", streamId, through);
        session.Write("DELETE FROM receipts WHERE stream_id = $0 AND position <= $1", streamId, through);
        SqliteUnrecorded.Trim(session, streamId, through);
    }

    /// <summary>Notes what was sent or delivered. The publisher who has a new outcome; null when nobody has.</summary>
    public static SubjectId? Note(SqliteSession session, DeliveryNote note)
    {
        if (FindStream(session, note.Stream) is not { } streamId) return null;
        session.Write(AddReceipt, streamId, note.Offset, note.Person.Value, note.At.UtcTicks);
        if (!note.IsDelivered) return null;
        var isNew = session.Write(
            "UPDATE receipts SET delivered_at = $3 WHERE stream_id = $0 AND position = $1 AND subject = $2 AND delivered_at IS NULL",
            streamId, note.Offset, note.Person.Value, note.At.UtcTicks) > 0;
        if (!isNew || Find(session, streamId, note.Offset) is not { } tracked) return null;
        CountDelivery(session, tracked);
        // Later people tell the publisher nothing new.
        if (tracked.Delivered > 0) return null;
        SqliteOutcomes.Add(session, tracked, ReceiptLevel.Delivered, null, note.At);
        return tracked.Author;
    }

    /// <summary>Takes a person's report. The publisher is given when it has a new outcome.</summary>
    public static (ReportResult Result, SubjectId? Told) Report(SqliteSession session, PersonsReport report)
    {
        if (FindStream(session, report.Stream) is not { } streamId || Find(session, streamId, report.Offset) is not { } tracked) return default;
        var (person, at) = (report.Person.Value, report.At.UtcTicks);
        session.Write(AddReceipt, streamId, report.Offset, person, at);
        if (session.Write(
            "UPDATE receipts SET delivered_at = $3 WHERE stream_id = $0 AND position = $1 AND subject = $2 AND delivered_at IS NULL",
            streamId, report.Offset, person, at) > 0) CountDelivery(session, tracked);
        var isNew = session.Write(
            "UPDATE receipts SET seen_at = $3 WHERE stream_id = $0 AND position = $1 AND subject = $2 AND seen_at IS NULL",
            streamId, report.Offset, person, at) > 0;
        if (report.Level == ReceiptLevel.Accepted)
            isNew = session.Write(
                "UPDATE receipts SET accepted_at = $3 WHERE stream_id = $0 AND position = $1 AND subject = $2 AND accepted_at IS NULL",
                streamId, report.Offset, person, at) > 0;
        session.Write(
            "UPDATE tracked SET state = $2 WHERE stream_id = $0 AND position = $1 AND state IN (0, 2)", streamId, report.Offset, Acknowledged);
        if (isNew) SqliteOutcomes.Add(session, tracked, report.Level, report.Person, report.At);
        return (new ReportResult(IsTracked: true, tracked.State == Undelivered), isNew ? tracked.Author : null);
    }

    /// <summary>Makes events undelivered whose time is over.</summary>
    public static IReadOnlyList<TrackedRow> Expire(SqliteSession session, DateTimeOffset now, int most)
    {
        var due = FindDue(session, now, most);
        foreach (var tracked in due)
        {
            session.Write(
                "UPDATE tracked SET state = $2 WHERE stream_id = $0 AND position = $1", tracked.StreamId, tracked.Position, Undelivered);
            SqliteUnrecorded.Add(session, tracked);
            SqliteOutcomes.Add(session, tracked, ReceiptLevel.Undelivered, null, now);
        }
        return due;
    }

    /// <summary>The events whose time is over, the earliest first.</summary>
    public static IReadOnlyList<TrackedRow> FindDue(SqliteSession session, DateTimeOffset now, int most)
    {
        using var rows = session.Read(
            TrackedRow.Columns + " WHERE t.state = 0 AND t.due_at <= $0 ORDER BY t.due_at LIMIT $1", now.UtcTicks, most);
        return TrackedRow.ReadAll(rows);
    }

    /// <summary>The undelivered events of a tenant, the latest first.</summary>
    public static IReadOnlyList<TrackedRow> FindUndelivered(SqliteSession session, TenantId tenant, int most)
    {
        using var rows = session.Read(
            TrackedRow.Columns + " WHERE t.state = 2 AND t.tenant = $0 ORDER BY t.due_at DESC LIMIT $1", tenant.Value, most);
        return TrackedRow.ReadAll(rows);
    }

    /// <summary>With whom an event has come how far; null when it is not tracked.</summary>
    public static IReadOnlyList<DeliveryReceipt>? ReadReceipts(SqliteSession session, StreamKey stream, long offset)
    {
        if (FindStream(session, stream) is not { } streamId || Find(session, streamId, offset) is null) return null;
        using var rows = session.Read(
            "SELECT subject, sent_at, delivered_at, seen_at, accepted_at FROM receipts WHERE stream_id = $0 AND position = $1 ORDER BY sent_at, subject",
            streamId, offset);
        var receipts = new List<DeliveryReceipt>();
        while (rows.Read())
            receipts.Add(new DeliveryReceipt(
                SubjectId.Parse(rows.GetString(0)), TrackedRow.Instant(rows, 1)!.Value, TrackedRow.Instant(rows, 2), TrackedRow.Instant(rows, 3),
                TrackedRow.Instant(rows, 4)));
        return receipts;
    }

    private static void CountDelivery(SqliteSession session, TrackedRow tracked) => session.Write(
        "UPDATE tracked SET delivered = delivered + 1 WHERE stream_id = $0 AND position = $1", tracked.StreamId, tracked.Position);

    private static TrackedRow? Find(SqliteSession session, long streamId, long position)
    {
        using var row = session.Read(TrackedRow.Columns + " WHERE t.stream_id = $0 AND t.position = $1", streamId, position);
        return row.Read() ? TrackedRow.Read(row) : null;
    }

    private static long? FindStream(SqliteSession session, StreamKey stream)
    {
        using var row = session.Read("SELECT stream_id FROM streams WHERE tenant = $0 AND subject = $1", stream.Tenant.Value, stream.Subject);
        return row.Read() ? row.GetInt64(0) : null;
    }
}
