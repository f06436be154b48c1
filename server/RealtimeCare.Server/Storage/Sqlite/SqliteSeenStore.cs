using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>People's places in streams, in <c>db/seen.db</c>: a file of its own, so that no event waits for them.</summary>
internal sealed class SqliteSeenStore : ISeenStore, IDisposable
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS seen (
            tenant TEXT NOT NULL, person TEXT NOT NULL, stream TEXT NOT NULL, topic TEXT NOT NULL, epoch INTEGER NOT NULL,
            acknowledged INTEGER NOT NULL, reached INTEGER NOT NULL, sent INTEGER NOT NULL, saved_at INTEGER NOT NULL,
            PRIMARY KEY (tenant, person, stream, topic)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS seen_by_age ON seen (saved_at);
        """;

    private const string Save = """
        INSERT INTO seen (tenant, person, stream, topic, epoch, acknowledged, reached, sent, saved_at)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant, person, stream, topic) DO UPDATE SET
            acknowledged = CASE WHEN epoch = excluded.epoch THEN max(acknowledged, excluded.acknowledged) ELSE excluded.acknowledged END,
            reached = CASE WHEN epoch = excluded.epoch THEN max(reached, excluded.reached) ELSE excluded.reached END,
            sent = CASE WHEN epoch = excluded.epoch THEN max(sent, excluded.sent) ELSE excluded.sent END,
            epoch = excluded.epoch, saved_at = max(saved_at, excluded.saved_at)
        """;

    private const string ReadPlaces =
        "SELECT topic, epoch, acknowledged, reached, sent FROM seen WHERE tenant = $0 AND person = $1 AND stream = $2 ORDER BY topic";

    private const string Forget = """
        DELETE FROM seen WHERE (tenant, person, stream, topic) IN (
            SELECT tenant, person, stream, topic FROM seen WHERE saved_at < $0 ORDER BY saved_at LIMIT $1)
        """;

    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;

    public SqliteSeenStore(IOptions<StorageOptions> options, StorageKeys keys, TimeProvider time)
    {
        var path = Path.Combine(StorageFolder.Ensure(options.Value.DataFolder, "db"), "seen.db");
        var timeout = options.Value.LockTimeoutSeconds;
        writer = new SqliteWriter(
            () =>
            {
                var session = SqliteSession.OpenWriter(path, timeout);
                SqliteStore.Ensure(session, Tables, keys, time.GetUtcNow());
                return session;
            },
            "RealtimeCare seen writer");
        readers = new SqliteReaders(() => SqliteSession.OpenReader(path, timeout));
    }

    public async ValueTask<IReadOnlyList<SeenPosition>> ReadAsync(SeenKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await readers.ReadAsync(session => Read(session, key), cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new StreamStoreUnavailableException("The places of a person cannot be read.", exception);
        }
    }

    public async ValueTask SaveAsync(IReadOnlyList<SeenChange> changes, DateTimeOffset at, CancellationToken cancellationToken) =>
        await WriteAsync(
            session =>
            {
                foreach (var (key, position) in changes)
                    session.Write(
                        Save, key.Stream.Tenant.Value, key.Subject.Value, key.Stream.Subject, position.Topic, position.Epoch,
                        position.Acknowledged, position.Reached, position.Sent, at.ToUnixTimeMilliseconds());
                return changes.Count;
            },
            cancellationToken);

    public ValueTask<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        WriteAsync(session => session.Write(Forget, before.ToUnixTimeMilliseconds(), most), cancellationToken);

    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
    }

    private async ValueTask<int> WriteAsync(Func<SqliteSession, int> work, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(work, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new StreamStoreUnavailableException("The places of people cannot be saved.", exception);
        }
    }

    private static List<SeenPosition> Read(SqliteSession session, SeenKey key)
    {
        List<SeenPosition> places = [];
        using var row = session.Read(ReadPlaces, key.Stream.Tenant.Value, key.Subject.Value, key.Stream.Subject);
        while (row.Read())
            places.Add(new SeenPosition(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)));
        return places;
    }
}
