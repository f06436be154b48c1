using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Storage;

namespace RealtimeCare.Audit.Trail;

/// <summary>What a node holds while it writes its log: the lock, the keys, the store, the writing thread, the heartbeat.</summary>
internal sealed class OpenLog : IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly SigningKey? _key;
    private readonly EntryEncoding _encoding;
    private readonly Heartbeat _heartbeat;

    /// <summary>Takes the log, checks where it stands, and begins to write behind that.</summary>
    public OpenLog(AuditTrailOptions options, ISegmentDisk disk, TimeProvider time, ILogger logger, TrailMetrics metrics)
    {
        var folder = new LogFolder(options.Folder, options.Log);
        folder.Create();
        _lock = folder.Lock();
        try
        {
            var numbers = folder.Numbers();
            _key = LogKeys.Open(folder, numbers.Count > 0);
            Recovered = new LogRecovery(folder, _key.Public).Recover(numbers);
            Store = new SegmentStore(folder, disk, _key, options.SegmentBytes, time);
            Store.Open(Recovered);
            LogKeys.Confirm(folder, _key);
            _encoding = new EntryEncoding(Pseudonyms.LoadOrCreate(options.PseudonymKeyFile ?? folder.PseudonymKey));
        }
        catch
        {
            Release();
            throw;
        }

        Commits = new CommitWorker(Store, options.Log, time, logger, metrics);
        _heartbeat = new Heartbeat(Commits, _encoding, options, time);
    }

    public SegmentStore Store { get; }

    public CommitWorker Commits { get; }

    /// <summary>Where the log stood before this run.</summary>
    public LogState Recovered { get; }

    /// <summary>The bytes of an entry.</summary>
    /// <exception cref="ArgumentException">The entry is too long: a bug of the caller, who fails closed.</exception>
    public int Encode(Entry entry, Span<byte> destination)
    {
        var length = _encoding.Encode(entry, destination);
        return length + sizeof(ushort) <= Store.MaxEntriesLength
            ? length
            : throw new ArgumentException("The entry is too long for a segment of this size.", nameof(entry));
    }

    public async ValueTask DisposeAsync()
    {
        await _heartbeat.DisposeAsync();
        Commits.Stop();
        Release();
    }

    private void Release()
    {
        Store?.Dispose();
        _key?.Dispose();
        _lock.Dispose();
    }
}
