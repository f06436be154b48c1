namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>The tables of <c>streams.db</c>.</summary>
internal static class SqliteStreamSchema
{
    // events is a rowid table with a unique index: half the cost of a clustered key (measured).
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS streams (
            stream_id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, subject TEXT NOT NULL,
            head INTEGER NOT NULL, state_version INTEGER NOT NULL, oldest_at INTEGER, UNIQUE (tenant, subject)) STRICT;
        CREATE TABLE IF NOT EXISTS events (
            stream_id INTEGER NOT NULL, position INTEGER NOT NULL, event_id BLOB NOT NULL, topic TEXT NOT NULL, severity INTEGER NOT NULL,
            published_at INTEGER NOT NULL, observed_at INTEGER, payload BLOB NOT NULL,
            publisher BLOB, relation INTEGER, target INTEGER, type TEXT, publisher_key BLOB, content BLOB, state_version INTEGER,
            UNIQUE (stream_id, position)) STRICT;
        CREATE TABLE IF NOT EXISTS states (
            stream_id INTEGER NOT NULL, state_key BLOB NOT NULL, position INTEGER NOT NULL, event_id BLOB NOT NULL, topic TEXT NOT NULL,
            severity INTEGER NOT NULL, published_at INTEGER NOT NULL, observed_at INTEGER, payload BLOB NOT NULL,
            publisher BLOB, relation INTEGER, target INTEGER, type TEXT, UNIQUE (stream_id, state_key), UNIQUE (stream_id, position)) STRICT;
        CREATE TABLE IF NOT EXISTS answers (
            publisher_key BLOB PRIMARY KEY, content BLOB NOT NULL, event_id BLOB NOT NULL, head INTEGER NOT NULL,
            state_version INTEGER NOT NULL, taken_at INTEGER NOT NULL, tenant TEXT) STRICT, WITHOUT ROWID;
        """;

    // Of events that were there before these columns nobody knows the publisher: they can be neither corrected nor retracted.
    private static readonly (string Table, string Column)[] Added =
    [
        ("events", "publisher BLOB"), ("events", "relation INTEGER"), ("events", "target INTEGER"), ("events", "type TEXT"),
        ("events", "publisher_key BLOB"), ("events", "content BLOB"), ("events", "state_version INTEGER"),
        ("states", "publisher BLOB"), ("states", "relation INTEGER"), ("states", "target INTEGER"), ("states", "type TEXT"),
        ("events", "acknowledge_by INTEGER"), ("streams", "oldest_at INTEGER"), ("answers", "tenant TEXT"),
    ];

    // The key of a durable event stands in its row: one row to write, and it is remembered just as long as the event. Events from
    // before have theirs in answers.
    private const string ForAnswers = "CREATE UNIQUE INDEX IF NOT EXISTS events_by_key ON events (publisher_key)";

    // Nothing in a stream is older than its oldest_at; null when there is nothing in it. It lets what is too old be found without
    // an index over the events, which every append would pay for.
    private const string ForTrimming = """
        CREATE INDEX IF NOT EXISTS streams_by_age ON streams (tenant, oldest_at);
        CREATE INDEX IF NOT EXISTS answers_by_age ON answers (tenant, taken_at);
        UPDATE streams SET oldest_at = 0 WHERE oldest_at IS NULL AND head + state_version > 0
            AND (EXISTS (SELECT 1 FROM events e WHERE e.stream_id = streams.stream_id)
                OR EXISTS (SELECT 1 FROM states e WHERE e.stream_id = streams.stream_id));
        """;

    // Severity 2 is critical: few are, and only they pay for it.
    private const string ForUrgency = """
        CREATE INDEX IF NOT EXISTS events_critical ON events (stream_id, position) WHERE severity = 2 AND relation IS NULL;
        """;

    /// <summary>Makes what is missing.</summary>
    public static void Ensure(SqliteSession session, StorageKeys keys, DateTimeOffset now)
    {
        SqliteStore.Ensure(session, Tables, keys, now);
        foreach (var (table, column) in Added) SqliteStore.EnsureColumn(session, table, column);
        session.Execute(ForAnswers);
        session.Execute(ForTrimming);
        session.Execute(ForUrgency);
        session.Execute(SqliteTracking.Tables);
    }

    /// <summary>
    /// Opens the file for writing. The settings belong to the connection. What was retracted or trimmed must not stay in free pages; the index
    /// of keys is written all over, so it should be in memory, and its pages go back into the file as rarely as the log allows.
    /// </summary>
    public static SqliteSession OpenWriter(string path, int lockTimeoutSeconds)
    {
        var session = SqliteSession.OpenWriter(path, lockTimeoutSeconds);
        session.Execute("PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000");
        return session;
    }
}
