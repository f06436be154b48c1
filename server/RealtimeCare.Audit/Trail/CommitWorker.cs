using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Storage;

namespace RealtimeCare.Audit.Trail;

/// <summary>
/// Collects entries into a batch while the one before is being written: the slower the disk, the larger the batches. One thread writes.
/// After a failure everybody is refused at once, until a probe has become durable in a new segment.
/// </summary>
internal sealed class CommitWorker
{
    private const int FirstBufferBytes = 64 << 10;

    private readonly object _gate = new();
    private readonly SegmentStore _store;
    private readonly string _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TrailMetrics _metrics;
    private readonly Thread _thread;
    private Batch _filling;
    private Batch? _writing;
    private byte[]? _spare;
    private long _writingSince;
    private long _lastDurableTicks;
    private TrailUnavailableException? _unavailable;
    private bool _isClosing;

    public CommitWorker(SegmentStore store, string log, TimeProvider time, ILogger logger, TrailMetrics metrics)
    {
        (_store, _log, _time, _logger, _metrics) = (store, log, time, logger, metrics);
        _filling = NewBatch();
        _thread = new Thread(Run) { IsBackground = true, Name = "audit trail " + log };
        _lastDurableTicks = time.GetUtcNow().UtcTicks;
        _thread.Start();
    }

    public DateTimeOffset LastDurableAt => new(Volatile.Read(ref _lastDurableTicks), TimeSpan.Zero);

    public bool IsUnavailable => Volatile.Read(ref _unavailable) is not null;

    /// <summary>Adds an entry to the batch. False when that is full: await it and try again.</summary>
    /// <exception cref="TrailUnavailableException">The trail cannot be written, or is closed.</exception>
    public bool TryAdd(ReadOnlySpan<byte> entry, out Slot slot)
    {
        lock (_gate)
        {
            if (_isClosing || _unavailable is not null)
            {
                _metrics.Refused();
                throw new TrailUnavailableException(_isClosing ? "The audit trail is closed." : "The audit trail cannot be written.", _unavailable);
            }

            return TryAddHere(entry, out slot);
        }
    }

    /// <summary>Adds an entry that tries whether the trail can be written again, unless one is already under way.</summary>
    public void Probe(ReadOnlySpan<byte> entry)
    {
        lock (_gate)
        {
            if (!_isClosing && _writing is null && _filling.Count == 0)
                _ = TryAddHere(entry, out _);
        }
    }

    /// <summary>Refuses everybody who waits for a write that has hung for too long. It may still succeed: then more is recorded than was done.</summary>
    public void RefuseIfStalled(TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_writing is null || _unavailable is not null)
                return;
            var waited = _time.GetElapsedTime(_writingSince);
            if (waited < timeout)
                return;

            TrailLog.Stalled(_logger, _log, waited.TotalSeconds);
            RefuseAll(_writing, new TrailUnavailableException("The audit trail's disk does not answer."));
        }
    }

    /// <summary>Writes what was added, takes no more, and ends the thread.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isClosing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (Take() is { } batch)
            Commit(batch);
    }

    private Batch? Take()
    {
        lock (_gate)
        {
            while (_filling.Count == 0 && !_isClosing)
                Monitor.Wait(_gate);
            if (_filling.Count == 0)
                return null;

            (_writing, _filling) = (_filling, NewBatch());
            _writingSince = _time.GetTimestamp();
            return _writing;
        }
    }

    private void Commit(Batch batch)
    {
        var first = _store.Next.Index;
        try
        {
            _store.Append(batch.Frame, batch.Count);
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                TrailLog.WriteFailed(_logger, failure, _log, batch.Count + _filling.Count);
                RefuseAll(batch, new TrailUnavailableException("The audit trail could not be written.", failure));
                _writing = null;
            }

            return;
        }

        _metrics.Committed(batch.Count, batch.Frame.Length, _time.GetElapsedTime(_writingSince));
        Volatile.Write(ref _lastDurableTicks, _time.GetUtcNow().UtcTicks);
        lock (_gate)
        {
            if (_unavailable is not null)
                TrailLog.Restored(_logger, _log, first);
            _unavailable = null;
            _writing = null;
            _spare = batch.Release();
        }

        batch.Succeed(first);
    }

    private void RefuseAll(Batch writing, TrailUnavailableException failure)
    {
        _unavailable = failure;
        _metrics.Failed(writing.Count + _filling.Count);
        writing.Fail(failure);
        _filling.Fail(failure);
        _filling = NewBatch();
    }

    private bool TryAddHere(ReadOnlySpan<byte> entry, out Slot slot)
    {
        slot = new Slot(_filling, _filling.Count);
        if (!_filling.TryAdd(entry))
            return false;
        if (_filling.Count == 1)
            Monitor.Pulse(_gate);
        return true;
    }

    private Batch NewBatch()
    {
        var buffer = _spare ?? new byte[FirstBufferBytes];
        _spare = null;
        return new Batch(buffer, _store.MaxEntriesLength);
    }
}
