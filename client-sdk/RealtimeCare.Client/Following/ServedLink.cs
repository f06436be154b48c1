using System.Collections.Concurrent;
using RealtimeCare.Client.Connecting;

namespace RealtimeCare.Client.Following;

/// <summary>One connection and what belongs to it alone: its acknowledgements, its age, and what is ended on it.</summary>
internal sealed class ServedLink
{
    private readonly ConcurrentDictionary<Guid, Guid> _followOf = new();
    private readonly Unsubscriptions _unsubscriptions;

    public ServedLink(ILink link, TimeProvider time)
    {
        Outbox = new AcknowledgementOutbox(link.Welcome.MaxUnacknowledgedEvents, link.Welcome.MaxUnacknowledgedBytes, time);
        _unsubscriptions = new Unsubscriptions(link, Outbox, time);
    }

    public AcknowledgementOutbox Outbox { get; }

    /// <summary>How many connections everything had moved to before, and this one; 0 before it moved here.</summary>
    public int Age { get; set; }

    /// <summary>Notes which following a subscription belongs to.</summary>
    public void Note(Guid subscriptionId, Guid followId) => _followOf[subscriptionId] = followId;

    /// <summary>What a subscription is ended by: the following that it belongs to, else itself.</summary>
    public Guid WholeOf(Guid subscriptionId) => _followOf.GetValueOrDefault(subscriptionId, subscriptionId);

    /// <summary>Ends a subscription, or a following, on the server; completes also when that cannot be.</summary>
    public Task UnsubscribeAsync(Guid id) => _unsubscriptions.AddAsync(id);
}
