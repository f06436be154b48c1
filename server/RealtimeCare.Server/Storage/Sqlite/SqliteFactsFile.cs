using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>The file <c>db/facts.db</c>: patients, their identifiers as keyed hashes, what resources say, grants and revisions.</summary>
internal sealed class SqliteFactsFile : IDisposable
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS patients (
            tenant TEXT NOT NULL, patient TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, patient)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS identifiers (
            tenant TEXT NOT NULL, identifier BLOB NOT NULL, patient TEXT NOT NULL, PRIMARY KEY (tenant, identifier)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS relationships (
            tenant TEXT NOT NULL, source TEXT NOT NULL, subject TEXT NOT NULL, patient TEXT NOT NULL, because TEXT NOT NULL,
            valid_from INTEGER, valid_until INTEGER) STRICT;
        CREATE INDEX IF NOT EXISTS relationships_by_source ON relationships (tenant, source);
        CREATE INDEX IF NOT EXISTS relationships_by_patient ON relationships (tenant, patient);
        CREATE TABLE IF NOT EXISTS links (
            tenant TEXT NOT NULL, source TEXT NOT NULL, kind INTEGER NOT NULL, member TEXT NOT NULL, target TEXT NOT NULL,
            because TEXT NOT NULL, valid_from INTEGER, valid_until INTEGER) STRICT;
        CREATE INDEX IF NOT EXISTS links_by_source ON links (tenant, source);
        CREATE INDEX IF NOT EXISTS links_by_member ON links (tenant, kind, member);
        CREATE INDEX IF NOT EXISTS links_by_target ON links (tenant, kind, target);
        CREATE TABLE IF NOT EXISTS consents (
            tenant TEXT NOT NULL, source TEXT NOT NULL, patient TEXT NOT NULL, rule BLOB NOT NULL,
            PRIMARY KEY (tenant, source)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS consents_by_patient ON consents (tenant, patient);
        CREATE TABLE IF NOT EXISTS revisions (
            tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,
            PRIMARY KEY (tenant, kind, id)) STRICT, WITHOUT ROWID;
        """ + SqliteGrantStore.Tables;

    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;

    public SqliteFactsFile(IOptions<StorageOptions> options, StorageKeys keys, TimeProvider time)
    {
        var path = Path.Combine(StorageFolder.Ensure(options.Value.DataFolder, "db"), "facts.db");
        var timeout = options.Value.LockTimeoutSeconds;
        using (var session = SqliteSession.OpenWriter(path, timeout)) SqliteStore.Ensure(session, Tables, keys, time.GetUtcNow());
        writer = new SqliteWriter(() => SqliteSession.OpenWriter(path, timeout), "RealtimeCare facts writer");
        readers = new SqliteReaders(() => SqliteSession.OpenReader(path, timeout));
    }

    public async ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await readers.ReadAsync(read, cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or CryptographicException)
        {
            throw new FactsUnavailableException("The facts could not be read.", exception);
        }
    }

    public async ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(write, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new FactsUnavailableException("The facts could not be changed.", exception);
        }
    }

    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
    }
}
