using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Streams in <c>db/streams.db</c>, payloads encrypted.</summary>
internal sealed class SqliteStreamStore : IStreamStore, IWriterListener, IDisposable
{
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private readonly SqliteStreamAppender appender;
    private readonly SqliteStreamReader reader;
    private readonly SqliteStreamTrimmer trimmer;
    private readonly SqliteStreamHeads heads;
    private readonly DraftHashes hashes;
    private readonly StreamHints hints;
    private readonly ILogger log;

    public SqliteStreamStore(
        IOptions<StorageOptions> options, StorageKeys keys, StreamHints hints, TimeProvider time, ILogger<SqliteStreamStore> log)
    {
        var path = Path.Combine(StorageFolder.Ensure(options.Value.DataFolder, "db"), "streams.db");
        var timeout = options.Value.LockTimeoutSeconds;
        var cipher = new PayloadCipher(keys);
        using (var session = SqliteStreamSchema.OpenWriter(path, timeout))
        {
            SqliteStreamSchema.Ensure(session, keys, time.GetUtcNow());
            Epoch = SqliteStore.ReadEpoch(session);
        }
        this.hints = hints;
        this.log = log;
        hashes = new DraftHashes(new LookupHash(keys));
        heads = new SqliteStreamHeads(Epoch);
        appender = new SqliteStreamAppender(Epoch, cipher, heads, time);
        reader = new SqliteStreamReader(Epoch, cipher);
        trimmer = new SqliteStreamTrimmer(Epoch, heads);
        writer = new SqliteWriter(() => SqliteStreamSchema.OpenWriter(path, timeout), "RealtimeCare streams writer", this);
        readers = new SqliteReaders(() => SqliteSession.OpenReader(path, timeout));
    }

    /// <summary>Which life of the store it is.</summary>
    public long Epoch { get; }

    public ValueTask<AppendResult> AppendAsync(EventDraft draft, CancellationToken cancellationToken)
    {
        var keyed = hashes.Of(draft);
        return WriteAsync(session => appender.Append(session, keyed), draft.Lot, cancellationToken);
    }

    public ValueTask<StreamHead> ReadHeadAsync(StreamKey stream, CancellationToken cancellationToken) =>
        ReadAsync(session => reader.ReadHead(session, stream), cancellationToken);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(
        StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken) =>
        ReadAsync(session => reader.ReadEvents(session, stream, afterOffset, maxEvents), cancellationToken);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadCriticalAsync(
        StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken) =>
        ReadAsync(session => reader.ReadCritical(session, stream, afterOffset, maxEvents), cancellationToken);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadStateAsync(
        StreamKey stream, long afterVersion, CancellationToken cancellationToken) =>
        ReadAsync(session => reader.ReadStates(session, stream, afterVersion), cancellationToken);

    public ValueTask<long> ReadFirstOffsetAsync(StreamKey stream, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteStreamReader.ReadFirstOffset(session, stream), cancellationToken);

    public ValueTask<IReadOnlyList<TenantId>> ReadTenantsAsync(CancellationToken cancellationToken) =>
        ReadAsync(SqliteStreamReader.ReadTenants, cancellationToken);

    public async ValueTask<TrimResult> TrimAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var step = await WriteAsync(session => trimmer.Trim(session, tenant, before, most), cancellationToken);
        foreach (var hint in step.Hints) hints.Publish(hint);
        return step.Result;
    }

    void IWriterListener.Committing(SqliteSession session) => heads.Write(session);

    void IWriterListener.Committed()
    {
        try
        {
            foreach (var hint in heads.Committed()) hints.Publish(hint);
        }
        catch (Exception exception)
        {
            // A hint may be lost, the writer may not.
            log.HintLost(exception);
        }
    }

    void IWriterListener.Failed(Exception exception)
    {
        heads.RolledBack();
        log.CommitFailed(exception);
    }

    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
    }

    /// <summary>Runs a write of the same file by its only writer.</summary>
    public ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        WriteAsync(write, null, cancellationToken);

    private async ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> write, AppendLot? lot, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(write, lot, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new StreamStoreUnavailableException("The change could not be made durable.", exception);
        }
    }

    /// <summary>Reads the same file.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await readers.ReadAsync(read, cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or CryptographicException)
        {
            throw new StreamStoreUnavailableException("The stream could not be read.", exception);
        }
    }
}
