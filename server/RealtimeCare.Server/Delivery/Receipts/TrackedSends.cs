using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>Which events that ask for acknowledgement one subscription has sent. It outlives the connection, as the subscription does.</summary>
/// <remarks>Used by the pump, the acknowledgement stream and reports; every member takes the lock.</remarks>
internal sealed class TrackedSends(StreamKey stream, SubjectId person)
{
    /// <summary>More than a window can hold; what is older has long been written down.</summary>
    private const int Most = 512;

    private readonly Lock gate = new();
    private readonly SortedSet<long> sent = [];
    private readonly SortedSet<long> waiting = [];
    private readonly SortedSet<long> ahead = [];

    public StreamKey Stream => stream;

    public SubjectId Person => person;

    /// <summary>When something was last sent.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <param name="isAhead">Whether it is an urgent copy, which is acknowledged by itself.</param>
    public void Add(long offset, bool isAhead, DateTimeOffset at)
    {
        lock (gate)
        {
            LastAt = at;
            (isAhead ? ahead : waiting).Add(offset);
            if (sent.Add(offset) && sent.Count > Most) sent.Remove(sent.Min);
        }
    }

    /// <summary>What of it has been acknowledged now and was not before.</summary>
    /// <param name="through">Everything in its order up to here.</param>
    /// <param name="aheadThrough">Urgent copies up to here.</param>
    public IReadOnlyList<long> Acknowledge(long through, long aheadThrough)
    {
        lock (gate)
        {
            SortedSet<long> delivered = [.. waiting.GetViewBetween(0, Math.Max(0, through)), .. ahead.GetViewBetween(0, Math.Max(0, aheadThrough))];
            waiting.ExceptWith(delivered);
            ahead.ExceptWith(delivered);
            return [.. delivered];
        }
    }

    /// <summary>Whether it was sent, even if nothing of that is written down yet.</summary>
    public bool Holds(long offset)
    {
        lock (gate) return sent.Contains(offset);
    }
}
