namespace RealtimeCare.Audit.Trail;

/// <summary>Writes an entry when nothing else is written, tries to write again after a failure, and watches for a disk that hangs.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly CommitWorker _commits;
    private readonly EntryEncoding _encoding;
    private readonly AuditTrailOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public Heartbeat(CommitWorker commits, EntryEncoding encoding, AuditTrailOptions options, TimeProvider time)
    {
        (_commits, _encoding, _options, _time) = (commits, encoding, options, time);
        _timer = time.CreateTimer(_ => Beat(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(options.HeartbeatInterval, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Beat()
    {
        _commits.RefuseIfStalled(_options.StallTimeout);
        var left = _commits.LastDurableAt + _options.HeartbeatInterval - _time.GetUtcNow();
        // A clock that was set back would otherwise silence the book for as long.
        if (left <= TimeSpan.Zero || left > _options.HeartbeatInterval)
        {
            Write();
            left = _options.HeartbeatInterval;
        }

        _timer.Change(left, Timeout.InfiniteTimeSpan);
    }

    private void Write()
    {
        var entry = _commits.IsUnavailable
            ? new Entry { Kind = EntryKinds.LogRecovered, Outcome = EntryOutcome.Success, At = _time.GetUtcNow(), Reason = "write-failed" }
            : new Entry { Kind = EntryKinds.Heartbeat, Outcome = EntryOutcome.Success, At = _time.GetUtcNow() };
        Span<byte> bytes = stackalloc byte[256];
        _commits.Probe(bytes[.._encoding.Encode(entry, bytes)]);
    }
}
