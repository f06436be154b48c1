using System.Buffers;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Storage;

namespace RealtimeCare.Audit.Trail;

/// <summary>The trail on disk: one log of signed, chained frames in segment files. FORMAT.md has the bytes.</summary>
/// <remarks>
/// Entries of many callers share one frame and one synchronous write. An append that throws <see cref="OperationCanceledException"/> or
/// <see cref="TrailUnavailableException"/> may still be found in the trail: more can be recorded than was done, never less.
/// </remarks>
public sealed class FileAuditTrail : IAuditTrail, IAsyncDisposable, IDisposable
{
    private readonly AuditTrailOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TrailMetrics _metrics;
    private readonly ISegmentDisk _disk;
    private OpenLog? _open;
    private bool _isDisposed;

    /// <summary>A trail that is not yet open.</summary>
    public FileAuditTrail(AuditTrailOptions options, TimeProvider time, ILogger<FileAuditTrail> logger, TrailMetrics metrics)
        : this(options, time, logger, metrics, new SegmentDisk())
    {
    }

    internal FileAuditTrail(AuditTrailOptions options, TimeProvider time, ILogger logger, TrailMetrics metrics, ISegmentDisk disk)
        => (_options, _time, _logger, _metrics, _disk) = (options, time, logger, metrics, disk);

    /// <inheritdoc/>
    public DateTimeOffset LastDurableAt => _open?.Commits.LastDurableAt ?? DateTimeOffset.MinValue;

    /// <summary>How far the log has come; keep one outside the machine to prove later that nothing was cut off.</summary>
    public TrailHead? Head => _open?.Store.Next is { Index: > 0 } next
        ? new TrailHead(_options.Log, next.Index - 1, Convert.ToHexStringLower(next.Sha3))
        : null;

    /// <summary>Takes the log, checks its end, and begins a new segment behind it.</summary>
    /// <exception cref="TrailDamagedException">The log is not what was once written.</exception>
    /// <exception cref="InvalidOperationException">Another process writes the log, or a key cannot be used.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_open is not null)
            return;

        _open = await Task.Run(() => new OpenLog(_options, _disk, _time, _logger, _metrics), cancellationToken);
        var state = _open.Recovered;
        if (state.TornBytes > 0)
            TrailLog.TornTailLeft(_logger, _options.Log, state.TornBytes);
        foreach (var entry in Openings(state))
            await AppendAsync(entry, cancellationToken);
        TrailLog.Opened(_logger, _options.Log, state.Segment + 1, state.Next.Index);
    }

    /// <inheritdoc/>
    public async ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var open = _open ?? throw new TrailUnavailableException("The audit trail is not open.");
        var buffer = ArrayPool<byte>.Shared.Rent(EntryEncoding.MaxLength);
        Slot slot;
        try
        {
            var length = open.Encode(entry, buffer);
            while (!open.Commits.TryAdd(buffer.AsSpan(0, length), out slot))
                await slot.Batch.Durable.WaitAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new Receipt(_options.Log, await slot.DurableAsync(cancellationToken));
    }

    /// <summary>Writes what is under way and a last entry, and gives the log back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_open is not { } open)
            return;

        try
        {
            await AppendAsync(Own(EntryKinds.LogClosed), CancellationToken.None);
        }
        catch (TrailUnavailableException)
        {
            // Already logged where it failed; the log ends without its last line.
        }

        TrailLog.Closed(_logger, _options.Log, Head?.ToString() ?? "");
        await open.DisposeAsync();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private IEnumerable<Entry> Openings(LogState state)
    {
        if (state.TornBytes > 0)
            yield return Own(EntryKinds.LogRecovered) with { Reason = "torn-tail", Count = state.TornBytes };
        yield return Own(EntryKinds.LogOpened);
    }

    private Entry Own(string kind) => new() { Kind = kind, Outcome = EntryOutcome.Success, At = _time.GetUtcNow() };
}
