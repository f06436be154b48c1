using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>A critical event that came ahead of its turn.</summary>
/// <param name="From">Where its acknowledgement goes.</param>
/// <param name="Event">The event.</param>
internal sealed record UrgentCopy(AcknowledgementOutbox From, CareEvent Event)
{
    public override string ToString() => Event.ToString();
}

/// <summary>
/// The urgent copies of one subscription: each waits for the app once, and its event is passed over when it comes in its order.
/// </summary>
internal sealed class UrgentInbox
{
    /// <summary>More than the server ever sends unacknowledged: what is beyond comes in its order.</summary>
    public const int MaxWaiting = 64;

    private readonly Lock _lock = new();
    private readonly Queue<UrgentCopy> _waiting = new();
    private readonly HashSet<long> _ahead = [];

    /// <summary>Takes a copy; false when it is known already.</summary>
    public bool TryAdd(UrgentCopy copy)
    {
        lock (_lock)
        {
            if (_waiting.Count >= MaxWaiting || !_ahead.Add(copy.Event.Offset)) return false;
            _waiting.Enqueue(copy);
            return true;
        }
    }

    /// <summary>The next copy for the app; null when none waits.</summary>
    public UrgentCopy? Take()
    {
        lock (_lock) return _waiting.TryDequeue(out var copy) ? copy : null;
    }

    /// <summary>An event has come in its order: whether it went ahead, and is not shown again.</summary>
    public bool HasGoneAhead(CareEvent arrived)
    {
        lock (_lock) return arrived.Class == EventClass.Durable && _ahead.Remove(arrived.Offset);
    }

    /// <summary>Nothing that waits is shown any more.</summary>
    public void Purge()
    {
        lock (_lock) _waiting.Clear();
    }
}
