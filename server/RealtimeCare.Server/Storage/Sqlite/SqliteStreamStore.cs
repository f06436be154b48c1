using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Streams in <c>db/streams.db</c>, payloads encrypted.</summary>
internal sealed class SqliteStreamStore : IStreamStore, IDisposable
{
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private readonly SqliteStreamAppender appender;
    private readonly SqliteStreamReader reader;
    private readonly SqliteStreamTrimmer trimmer;
    private readonly StreamHints hints;

    public SqliteStreamStore(
        IOptions<StorageOptions> options, StorageKeys keys, StreamHints hints, TimeProvider time, ILogger<SqliteStreamStore> log)
    {
        var path = Path.Combine(StorageFolder.Ensure(options.Value.DataFolder, "db"), "streams.db");
        var timeout = options.Value.LockTimeoutSeconds;
        var cipher = new PayloadCipher(keys);
        long epoch;
        using (var session = SqliteStreamSchema.OpenWriter(path, timeout))
        {
            SqliteStreamSchema.Ensure(session, keys, time.GetUtcNow());
            epoch = SqliteStore.ReadEpoch(session);
        }
        this.hints = hints;
        appender = new SqliteStreamAppender(epoch, cipher, new LookupHash(keys), time);
        reader = new SqliteStreamReader(epoch, cipher);
        trimmer = new SqliteStreamTrimmer(epoch, appender.Forget);
        writer = new SqliteWriter(() => SqliteStreamSchema.OpenWriter(path, timeout), Failed, "RealtimeCare streams writer");
        readers = new SqliteReaders(() => SqliteSession.OpenReader(path, timeout));

        void Failed(Exception exception)
        {
            appender.Forget();
            log.CommitFailed(exception);
        }
    }

    public async ValueTask<AppendResult> AppendAsync(EventDraft draft, CancellationToken cancellationToken)
    {
        var result = await WriteAsync(session => appender.Append(session, draft), cancellationToken);
        if (result is AppendResult.Appended appended)
            hints.Publish(new StreamHint(draft.Stream, appended.Head, RetractedOffsetOf(draft)));
        return result;
    }

    public ValueTask<StreamHead> ReadHeadAsync(StreamKey stream, CancellationToken cancellationToken) =>
        ReadAsync(session => reader.ReadHead(session, stream), cancellationToken);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(
        StreamKey stream, long afterOffset, int maxEvents, CancellationToken cancellationToken) =>
        ReadAsync(session => reader.ReadEvents(session, stream, afterOffset, maxEvents), cancellationToken);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadStateAsync(
        StreamKey stream, long afterVersion, CancellationToken cancellationToken) =>
        ReadAsync(session => reader.ReadStates(session, stream, afterVersion), cancellationToken);

    public ValueTask<long> ReadFirstOffsetAsync(StreamKey stream, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteStreamReader.ReadFirstOffset(session, stream), cancellationToken);

    public ValueTask<IReadOnlyList<TenantId>> ReadTenantsAsync(CancellationToken cancellationToken) =>
        ReadAsync(SqliteStreamReader.ReadTenants, cancellationToken);

    // A state that was retracted has its place in the latest state alone, which followers read anew.
    private static long? RetractedOffsetOf(EventDraft draft) =>
        draft is { Class: EventClass.Durable, Relation: EventRelation.Retracts retracts } ? retracts.Target.Offset : null;

    public async ValueTask<TrimResult> TrimAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var step = await WriteAsync(session => trimmer.Trim(session, tenant, before, most), cancellationToken);
        foreach (var hint in step.Hints) hints.Publish(hint);
        return step.Result;
    }

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
            throw new StreamStoreUnavailableException("The change could not be made durable.", exception);
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
            throw new StreamStoreUnavailableException("The stream could not be read.", exception);
        }
    }
}
