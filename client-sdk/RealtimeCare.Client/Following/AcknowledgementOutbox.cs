using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>
/// Acknowledgements of one connection on their way: the latest per subscription, sent when a quarter of the window was handled, or
/// after a while. One by one they would cost the server as much as the events.
/// </summary>
internal sealed class AcknowledgementOutbox : IDisposable
{
    /// <summary>The longest that an acknowledgement waits, so that a slow app is seen to move.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>The part of the window that is acknowledged at once, so that the server never waits for room that there is.</summary>
    private const int Parts = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Handled> _pending = [];
    private readonly Channel<Batch> _flushes = Channel.CreateUnbounded<Batch>();
    private readonly ITimer _timer;
    private readonly int _enoughEvents;
    private readonly int _enoughBytes;
    private int _events;
    private int _bytes;
    private bool _isOver;

    public AcknowledgementOutbox(int maxEvents, int maxBytes, TimeProvider time)
    {
        (_enoughEvents, _enoughBytes) = (Math.Max(1, maxEvents / Parts), Math.Max(1, maxBytes / Parts));
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The sending; it ends some time after <see cref="Dispose"/>.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    /// <summary>Takes an acknowledgement; false when the connection is gone that it would go to.</summary>
    public bool Post(Handled handled)
    {
        lock (_lock)
        {
            if (_isOver) return false;
            if (_pending.Count == 0) _timer.Change(LongestWait, Timeout.InfiniteTimeSpan);
            _pending[handled.SubscriptionId] = handled;
            _events += handled.Events;
            _bytes += handled.Bytes;
            if (handled.IsUrgent || _events >= _enoughEvents || _bytes >= _enoughBytes) Flush();
            return true;
        }
    }

    /// <summary>What is to be sent, until the connection is given up.</summary>
    public async IAsyncEnumerable<Acknowledgement> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var flush in _flushes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var acknowledgement in flush.Items) yield return acknowledgement;
            flush.Sent?.TrySetResult();
        }
    }

    /// <summary>Sends what is pending; completes when it was sent, and everything before it.</summary>
    public Task FlushAsync()
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) return Flush(sent) ? sent.Task : Task.CompletedTask;
    }

    /// <summary>Sends what is pending and ends the stream.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Flush();
            _isOver = true;
        }

        _flushes.Writer.TryComplete();
        _timer.Dispose();
    }

    private bool Flush(TaskCompletionSource? sent = null)
    {
        lock (_lock)
        {
            if (_pending.Count == 0 && sent is null) return false;
            var isTaken = _flushes.Writer.TryWrite(new Batch([.. _pending.Values.Select(static handled => handled.ToAcknowledgement())], sent));
            _pending.Clear();
            (_events, _bytes) = (0, 0);
            return isTaken;
        }
    }

    private readonly record struct Batch(Acknowledgement[] Items, TaskCompletionSource? Sent);
}
