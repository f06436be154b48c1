using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>
/// One subscription: where it has read to, and a queue between the receive loop and the app. The server's window bounds the
/// queue; a bound of its own holds when reconnects open new windows before the app has handled the old one.
/// </summary>
internal sealed class Subscription(IReadOnlyList<string> topics, FollowOptions options)
{
    public const int MaxWaitingEvents = 4 * RealtimeCareProtocol.MaxUnacknowledgedEvents;
    private const int EnvelopeBytes = 256;
    private const int MaxResumes = 2;

    private readonly Lock _lock = new();
    private readonly ReadPosition _read = new();
    // Null only wakes the reader: something urgent has come.
    private readonly Channel<ReceivedBatch?> _waiting = Channel.CreateUnbounded<ReceivedBatch?>();
    private readonly UrgentInbox _urgent = new();
    private readonly HashSet<(EventClass, long)> _takenBack = [];
    private int _waitingEvents;
    private bool _isStarved;
    private volatile bool _isClosed;
    private long? _lastGapAt;
    private int _gapsThere;
    private bool _hasHandled;
    private long _handled;
    private SubscribeResult? _first;
    private long _stateHandled;
    private long _urgentHandled;
    private volatile Exception? _end;
    private volatile SubscribeResult? _granted;

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Of one of one's own patients, the following; null for any other.</summary>
    public OwnFollow? Follow { get; init; }

    /// <summary>Of one of one's own patients, the connection that told of it last, by its age.</summary>
    public int ToldBy { get; set; }

    /// <summary>Called when something waits for the app.</summary>
    public Action? Arrived { get; set; }

    public IReadOnlyList<string> Topics => topics;

    /// <summary>Whether it follows one's own inbox.</summary>
    public bool IsInbox { get; init; }

    public FollowOptions Options => options;

    /// <summary>What the server granted; null until it has.</summary>
    public SubscribeResult? Granted => _granted;

    /// <summary>What the server granted first, also where that was overtaken by a move: where the subscription starts.</summary>
    public SubscribeResult? First => Volatile.Read(ref _first);

    /// <summary>Whether it can be resumed: the server knows it and it has not ended.</summary>
    public bool IsRunning => _granted is not null && !_isClosed;

    /// <summary>Called when the app has handled more.</summary>
    public Action? Advanced { get; set; }

    /// <summary>Takes what was handled when the connection is gone that it would have been said to.</summary>
    public Action<Handled>? Unheard { get; set; }

    /// <summary>Asks for batches that were turned away when the app was behind, now that it has caught up.</summary>
    public Action? Starved { get; set; }

    public void StartAt(Position position)
    {
        lock (_lock) _read.StartAt(position);
    }

    public void StartAt(SubscribeResult result)
    {
        Interlocked.CompareExchange(ref _first, result, null);
        StartAt(result.Start);
    }

    public void Grant(SubscribeResult result)
    {
        StartAt(result);
        _granted = result;
    }

    /// <summary>Whether the app has handled everything up to here.</summary>
    public bool HasHandled(long through, long stateThrough) =>
        Math.Max(Volatile.Read(ref _handled), First?.Start.Offset ?? 0) >= through && Volatile.Read(ref _stateHandled) >= stateThrough;

    /// <summary>Everything that was handled; null when nothing was.</summary>
    public Handled? SoFar => Volatile.Read(ref _hasHandled) ? new Handled(Id, _handled, _stateHandled, _urgentHandled, 0, 0) : null;

    /// <summary>Where a new connection goes on; null while unknown.</summary>
    public (Position Position, long State)? ReadThrough()
    {
        lock (_lock) return _read.IsKnown ? (_read.Position, _read.State) : null;
    }

    /// <summary>Takes a batch from the receive loop and returns at once.</summary>
    public BatchFit Offer(EventBatch batch, AcknowledgementOutbox from)
    {
        lock (_lock)
        {
            if (_isClosed) return BatchFit.Next;
            if (Volatile.Read(ref _waitingEvents) >= MaxWaitingEvents)
            {
                _isStarved = true;
                return BatchFit.Next;
            }

            if (_read.Take(batch, out var fresh) == BatchFit.Gap) return BatchFit.Gap;
            _lastGapAt = null;
            for (var i = 0; i < fresh.Count; i++)
                if (fresh[i].Retracts is { } place) _takenBack.Add((fresh[i].Class, place));
            Interlocked.Add(ref _waitingEvents, fresh.Count);
            _waiting.Writer.TryWrite(new ReceivedBatch(from, fresh, batch.Epoch, batch.Through, batch.StateThrough)
            {
                Repeats = batch.Events.Count - fresh.Count,
                RepeatedBytes = ReferenceEquals(fresh, batch.Events) ? 0 : batch.Events.Sum(BytesOf) - fresh.Sum(BytesOf),
            });
            Arrived?.Invoke();
            return BatchFit.Next;
        }
    }

    /// <summary>Takes critical events that go ahead, from the receive loop, and returns at once.</summary>
    public void OfferAhead(EventBatch batch, AcknowledgementOutbox from)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            var hasNew = false;
            foreach (var ahead in batch.Events) hasNew |= _read.IsAhead(batch, ahead) && _urgent.TryAdd(new UrgentCopy(from, ahead));
            if (!hasNew) return;
            // As many turns as there are things to take: what is left over of one would keep the newest batch waiting.
            _waiting.Writer.TryWrite(null);
            Arrived?.Invoke();
        }
    }

    /// <summary>Whether a position lies beyond what was read, or in another life of the store.</summary>
    public bool IsBehind(Position position)
    {
        lock (_lock) return !_isClosed && !_isStarved && (position.Epoch != _read.Position.Epoch || position.Offset > _read.Position.Offset);
    }

    /// <summary>Whether batches got lost on the way: the server has sent more than came. What was turned away here is known.</summary>
    public bool IsBehind(SubscriptionTop top)
    {
        lock (_lock) return !_isClosed && !_isStarved && _read.IsBefore(top);
    }

    /// <summary>Notes a gap; false when it is one too many at the same place, so that resuming does not help.</summary>
    public bool NoteGap()
    {
        lock (_lock)
        {
            var at = _read.Position.Offset;
            _gapsThere = _lastGapAt == at ? _gapsThere + 1 : 1;
            _lastGapAt = at;
            return _gapsThere <= MaxResumes;
        }
    }

    /// <summary>Notifications in order. Asking for the next one says that the one before was handled.</summary>
    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Waiting with the token would register with it, and allocate, for every batch.
        using var cancelling = cancellationToken.UnsafeRegister(static waiting => ((Channel<ReceivedBatch?>)waiting!).Writer.TryWrite(null), _waiting);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_waiting.Reader.TryRead(out var batch)) continue;
            foreach (var notification in NotificationsOf(batch)) yield return notification;
            if (_end is { } end) throw end;
        }
    }

    /// <summary>The notifications that have their turn now. Asking for the next one says that the one before was handled.</summary>
    public IEnumerable<Notification> TakeNext() => _waiting.Reader.TryRead(out var batch) ? NotificationsOf(batch) : [];

    private IEnumerable<Notification> NotificationsOf(ReceivedBatch? batch)
    {
        var count = batch?.Events.Count ?? 0;
        for (var i = 0; ; i++)
        {
            // What is urgent goes ahead of everything that waits.
            while (!_isClosed && _urgent.Take() is { } copy)
            {
                if (!IsTakenBack(copy.Event)) yield return NotificationOf(copy);
                Acknowledge(copy);
            }

            if (_isClosed || i == count) break;
            var next = batch!.Events[i];
            if (!_urgent.HasGoneAhead(next) && !IsTakenBack(next)) yield return NotificationOf(batch, next);
            Interlocked.Decrement(ref _waitingEvents);
            Acknowledge(batch, i);
        }

        if (batch is null && !_waiting.Reader.TryPeek(out _)) AskWhatWasTurnedAway();
        if (batch is not null && count == 0 && !_isClosed) Acknowledge(batch, -1);
    }

    // What was taken back while it waited here is not shown any more; the retraction itself is.
    private bool IsTakenBack(CareEvent waiting)
    {
        lock (_lock) return _takenBack.Contains((waiting.Class, waiting.Class == EventClass.State ? waiting.StateVersion : waiting.Offset));
    }

    /// <summary>Ends it: the app gets the exception, or a plain end when there is none, and nothing that still waits.</summary>
    public void End(Exception? exception)
    {
        lock (_lock)
        {
            _end ??= exception;
            _isClosed = true;
            if (!_waiting.Writer.TryComplete(exception)) return;
        }

        _urgent.Purge();
        while (_waiting.Reader.TryRead(out _))
        {
            // Purged.
        }
    }

    // What came again over a new connection of this client was never shown by it.
    private CareEvent Seen(CareEvent arrived) =>
        arrived.Repeated && arrived.Offset > First?.RepeatedThrough ? arrived with { Repeated = false } : arrived;

    private Notification NotificationOf(ReceivedBatch batch, CareEvent careEvent)
    {
        ConnectingMetrics.Notifications.Add(1);
        var offset = careEvent.Class == EventClass.State ? batch.Through : careEvent.Offset;
        return new Notification(_granted?.PatientId ?? "", Seen(careEvent), new Position { Epoch = batch.Epoch, Offset = offset }) { SubscriptionId = Id };
    }

    private Notification NotificationOf(UrgentCopy copy)
    {
        ConnectingMetrics.Notifications.Add(1);
        var position = new Position { Epoch = ReadThrough()!.Value.Position.Epoch, Offset = Math.Max(_handled, _granted?.Start.Offset ?? 0) };
        return new Notification(_granted?.PatientId ?? "", Seen(copy.Event), position) { SubscriptionId = Id, IsUrgent = true };
    }

    private void Acknowledge(UrgentCopy copy)
    {
        _urgentHandled = Math.Max(_urgentHandled, copy.Event.Offset);
        Post(copy.From, new Handled(Id, _handled, _stateHandled, _urgentHandled, 0, 0, IsUrgent: true));
    }

    private void Acknowledge(ReceivedBatch batch, int index)
    {
        var isLast = index + 1 >= batch.Events.Count;
        var (through, stateThrough) = isLast ? (batch.Through, batch.StateThrough) : Within(batch, batch.Events[index]);
        // A late batch of an older connection sets nothing back.
        Volatile.Write(ref _handled, Math.Max(_handled, through));
        Volatile.Write(ref _stateHandled, Math.Max(_stateHandled, stateThrough));
        Volatile.Write(ref _hasHandled, true);
        var (events, bytes) = index < 0 ? (0, 0) : (1, BytesOf(batch.Events[index]));
        if (isLast) (events, bytes) = (events + batch.Repeats, bytes + batch.RepeatedBytes);
        Post(batch.From, new Handled(Id, _handled, _stateHandled, _urgentHandled, events, bytes));
        Advanced?.Invoke();
        if (isLast && !_waiting.Reader.TryPeek(out _)) AskWhatWasTurnedAway();
    }

    private void Post(AcknowledgementOutbox to, Handled handled)
    {
        if (!to.Post(handled)) Unheard?.Invoke(handled with { Events = 0, Bytes = 0 });
    }

    private static int BytesOf(CareEvent careEvent) => careEvent.Resource.Utf8.Length + EnvelopeBytes;

    private (long Through, long StateThrough) Within(ReceivedBatch batch, CareEvent careEvent) =>
        careEvent.Class == EventClass.State ? (batch.Through, careEvent.StateVersion) : (careEvent.Offset, _stateHandled);

    private void AskWhatWasTurnedAway()
    {
        lock (_lock)
        {
            if (!_isStarved) return;
            _isStarved = false;
        }

        Starved?.Invoke();
    }
}
