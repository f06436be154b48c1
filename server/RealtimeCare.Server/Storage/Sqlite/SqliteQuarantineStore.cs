using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Refused events in <c>db/quarantine.db</c>, a file of its own: whatever is refused never keeps the streams' writer waiting.</summary>
internal sealed class SqliteQuarantineStore : IQuarantineStore, IDisposable
{
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private readonly SqliteQuarantineRows rows;

    // Who has, or had, anything here since the start: nobody else's keys are looked for.
    private readonly ConcurrentDictionary<QuarantineOwner, bool> owners = new();

    public SqliteQuarantineStore(IOptions<StorageOptions> options, StorageKeys keys, TimeProvider time)
    {
        var path = Path.Combine(StorageFolder.Ensure(options.Value.DataFolder, "db"), "quarantine.db");
        var timeout = options.Value.LockTimeoutSeconds;
        // The setting belongs to the connection: what was discarded must not stay in free pages.
        using (var session = SqliteStreamSchema.OpenWriter(path, timeout))
        {
            SqliteQuarantineRows.Ensure(session, keys, time.GetUtcNow());
            foreach (var owner in SqliteQuarantineRows.ReadOwners(session)) owners[owner] = true;
        }
        rows = new SqliteQuarantineRows(new PayloadCipher(keys), new LookupHash(keys), time);
        writer = new SqliteWriter(() => SqliteStreamSchema.OpenWriter(path, timeout), "RealtimeCare quarantine writer");
        readers = new SqliteReaders(() => SqliteSession.OpenReader(path, timeout));
    }

    public ValueTask<Guid?> PlaceAsync(RefusedEvent refused, QuarantineOptions limits, CancellationToken cancellationToken) =>
        ReadAsync(session => rows.Place(session, refused, limits), cancellationToken);

    public ValueTask<Guid?> KeepAsync(RefusedEvent refused, QuarantineOptions limits, CancellationToken cancellationToken)
    {
        owners[refused.Owner] = true;
        return WriteAsync(session => rows.Keep(session, refused, limits), cancellationToken);
    }

    public ValueTask<IReadOnlyList<QuarantineRecord>> FindByKeysAsync(
        QuarantineOwner owner, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        owners.ContainsKey(owner) ? ReadAsync(session => rows.FindByKeys(session, owner, keys), cancellationToken) : new([]);

    public ValueTask<IReadOnlyList<QuarantineRecord>> ListAsync(
        QuarantineOwner owner, long after, int most, CancellationToken cancellationToken) =>
        ReadAsync(session => rows.List(session, owner, after, most), cancellationToken);

    public ValueTask<QuarantineFile?> FindAsync(QuarantineOwner owner, Guid id, CancellationToken cancellationToken) =>
        ReadAsync(session => rows.Find(session, owner, id), cancellationToken);

    public ValueTask<QuarantineChange> ReplaceAsync(
        QuarantineOwner owner, Guid id, ReadOnlyMemory<byte> content, QuarantineOptions limits, CancellationToken cancellationToken) =>
        WriteAsync(session => rows.Replace(session, owner, id, content, limits), cancellationToken);

    public ValueTask<bool> RemoveAsync(QuarantineOwner owner, Guid id, long? version, CancellationToken cancellationToken) =>
        WriteAsync(session => SqliteQuarantineRows.Remove(session, owner, id, version), cancellationToken);

    public ValueTask<IReadOnlyList<TenantId>> ReadTenantsAsync(CancellationToken cancellationToken) =>
        ReadAsync(SqliteQuarantineRows.ReadTenants, cancellationToken);

    public ValueTask<int> TrimAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        WriteAsync(session => SqliteQuarantineRows.Trim(session, tenant, before, most), cancellationToken);

    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
    }

    private async ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(write, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new StreamStoreUnavailableException("The quarantine could not be changed.", exception);
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await readers.ReadAsync(read, cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or CryptographicException)
        {
            throw new StreamStoreUnavailableException("The quarantine could not be read.", exception);
        }
    }
}
