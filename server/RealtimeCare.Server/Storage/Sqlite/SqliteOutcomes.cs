using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>What publishers are told of their events, numbered for each without gaps. Writes run on the writer's thread alone.</summary>
internal static class SqliteOutcomes
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS outcome_heads (publisher BLOB PRIMARY KEY, head INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS outcomes (
            publisher BLOB NOT NULL, cursor INTEGER NOT NULL, tenant TEXT NOT NULL, stream_id INTEGER NOT NULL, position INTEGER NOT NULL,
            event_id BLOB NOT NULL, level INTEGER NOT NULL, subject TEXT, at INTEGER NOT NULL,
            PRIMARY KEY (publisher, cursor)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS outcomes_by_age ON outcomes (tenant, at);
        """;

    public static void Add(SqliteSession session, TrackedRow tracked, ReceiptLevel level, SubjectId? by, DateTimeOffset at)
    {
        session.Write(
            "INSERT INTO outcome_heads (publisher, head) VALUES ($0, 1) ON CONFLICT (publisher) DO UPDATE SET head = head + 1", tracked.Publisher);
        session.Write(
            "INSERT INTO outcomes (publisher, cursor, tenant, stream_id, position, event_id, level, subject, at) "
            + "SELECT $0, head, $1, $2, $3, $4, $5, $6, $7 FROM outcome_heads WHERE publisher = $0",
            tracked.Publisher, tracked.Stream.Tenant.Value, tracked.StreamId, tracked.Position, tracked.EventId, (int)level, by?.Value, at.UtcTicks);
    }

    /// <summary>The outcomes behind a cursor, in order.</summary>
    public static OutcomeRange Read(SqliteSession session, long epoch, byte[] publisher, long after, int most)
    {
        var (first, last) = ReadEnds(session, publisher);
        using var rows = session.Read(
            "SELECT o.cursor, o.tenant, s.subject, o.position, o.event_id, o.level, o.subject, o.at FROM outcomes o "
            + "JOIN streams s ON s.stream_id = o.stream_id WHERE o.publisher = $0 AND o.cursor > $1 ORDER BY o.cursor LIMIT $2",
            publisher, after, most);
        var outcomes = new List<EventOutcome>();
        while (rows.Read())
        {
            var stream = StreamKey.OfSubject(TenantId.Parse(rows.GetString(1)), rows.GetString(2));
            outcomes.Add(new EventOutcome
            {
                Cursor = new Position { Epoch = epoch, Offset = rows.GetInt64(0) },
                EventId = new Guid(rows.GetFieldValue<byte[]>(4)),
                PatientId = stream.Patient.Value ?? "",
                Position = new Position { Epoch = epoch, Offset = rows.GetInt64(3) },
                Restricted = stream.IsRestricted,
                Level = (ReceiptLevel)rows.GetInt32(5),
                By = rows.IsDBNull(6) ? null : rows.GetString(6),
                At = TrackedRow.Instant(rows, 7)!.Value,
            });
        }
        return new OutcomeRange(epoch, first, last, outcomes);
    }

    /// <summary>Outcomes from before an instant go; how many have gone.</summary>
    public static int Trim(SqliteSession session, TenantId tenant, long before, int most) => most <= 0 ? 0 : session.Write(
        "DELETE FROM outcomes WHERE (publisher, cursor) IN (SELECT publisher, cursor FROM outcomes WHERE tenant = $0 AND at < $1 ORDER BY at, cursor LIMIT $2)",
        tenant.Value, before, most);

    private static (long First, long Last) ReadEnds(SqliteSession session, byte[] publisher)
    {
        using var row = session.Read(
            "SELECT head, (SELECT min(cursor) FROM outcomes o WHERE o.publisher = h.publisher) FROM outcome_heads h WHERE publisher = $0", publisher);
        if (!row.Read()) return (1, 0);
        var last = row.GetInt64(0);
        return (row.IsDBNull(1) ? last + 1 : row.GetInt64(1), last);
    }
}
