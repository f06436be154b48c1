namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>The tables of <c>streams.db</c>.</summary>
internal static class SqliteStreamSchema
{
    // events is a rowid table with a unique index: half the cost of a clustered key (measured).
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS streams (
            stream_id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, subject TEXT NOT NULL,
            head INTEGER NOT NULL, state_version INTEGER NOT NULL, UNIQUE (tenant, subject)) STRICT;
        CREATE TABLE IF NOT EXISTS events (
            stream_id INTEGER NOT NULL, position INTEGER NOT NULL, event_id BLOB NOT NULL, topic TEXT NOT NULL, severity INTEGER NOT NULL,
            published_at INTEGER NOT NULL, observed_at INTEGER, payload BLOB NOT NULL,
            publisher BLOB, relation INTEGER, target INTEGER, UNIQUE (stream_id, position)) STRICT;
        CREATE TABLE IF NOT EXISTS states (
            stream_id INTEGER NOT NULL, state_key BLOB NOT NULL, position INTEGER NOT NULL, event_id BLOB NOT NULL, topic TEXT NOT NULL,
            severity INTEGER NOT NULL, published_at INTEGER NOT NULL, observed_at INTEGER, payload BLOB NOT NULL,
            publisher BLOB, relation INTEGER, target INTEGER, UNIQUE (stream_id, state_key), UNIQUE (stream_id, position)) STRICT;
        CREATE TABLE IF NOT EXISTS answers (
            publisher_key BLOB PRIMARY KEY, content BLOB NOT NULL, event_id BLOB NOT NULL, head INTEGER NOT NULL,
            state_version INTEGER NOT NULL, taken_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    // Of events that were there before these columns nobody knows the publisher: they can be neither corrected nor retracted.
    private static readonly (string Table, string Column)[] Added =
    [
        ("events", "publisher BLOB"), ("events", "relation INTEGER"), ("events", "target INTEGER"),
        ("states", "publisher BLOB"), ("states", "relation INTEGER"), ("states", "target INTEGER"),
    ];

    /// <summary>Makes what is missing.</summary>
    public static void Ensure(SqliteSession session, StorageKeys keys, DateTimeOffset now)
    {
        SqliteStore.Ensure(session, Tables, keys, now);
        foreach (var (table, column) in Added) SqliteStore.EnsureColumn(session, table, column);
        // What was retracted must not stay readable in free pages.
        session.Execute("PRAGMA secure_delete = ON");
    }
}
