using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Audit.Storage;

/// <summary>A trail in memory, for tests. It proves nothing and keeps nothing.</summary>
public sealed class MemoryAuditTrail(TimeProvider time) : IAuditTrail
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private DateTimeOffset _frozenAt;
    private bool _isUnavailable;
    private int _failures;
    private TaskCompletionSource _appended = NewSignal();

    /// <summary>A trail on the system's clock.</summary>
    public MemoryAuditTrail()
        : this(TimeProvider.System)
    {
    }

    /// <summary>What was appended so far.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_gate)
                return [.. _entries];
        }
    }

    /// <summary>Whether every append is refused, and <see cref="LastDurableAt"/> stands still.</summary>
    public bool IsUnavailable
    {
        get
        {
            lock (_gate)
                return _isUnavailable;
        }

        set
        {
            lock (_gate)
            {
                if (value && !_isUnavailable)
                    _frozenAt = time.GetUtcNow();
                _isUnavailable = value;
            }
        }
    }

    /// <inheritdoc/>
    public DateTimeOffset LastDurableAt
    {
        get
        {
            lock (_gate)
                return _isUnavailable ? _frozenAt : time.GetUtcNow();
        }
    }

    /// <summary>Refuses the next appends.</summary>
    public void FailNext(int count = 1)
    {
        lock (_gate)
            _failures = count;
    }

    /// <inheritdoc/>
    public ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Receipt receipt;
        TaskCompletionSource signal;
        lock (_gate)
        {
            if (_isUnavailable || _failures > 0)
            {
                _failures = Math.Max(0, _failures - 1);
                throw new TrailUnavailableException("The trail was told to be unavailable.");
            }

            _entries.Add(entry);
            receipt = new Receipt("memory", _entries.Count - 1);
            (signal, _appended) = (_appended, NewSignal());
        }

        signal.SetResult();
        return ValueTask.FromResult(receipt);
    }

    /// <summary>Waits until the trail holds an entry.</summary>
    public async Task<Entry> WaitForAsync(Func<Entry, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task appended;
            lock (_gate)
            {
                if (_entries.Find(entry => condition(entry)) is { } found)
                    return found;
                appended = _appended.Task;
            }

            await appended.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
