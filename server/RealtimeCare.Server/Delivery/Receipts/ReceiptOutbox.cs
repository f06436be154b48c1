using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Delivery.Receipts;

/// <summary>
/// Hears from pumps what they send of events that ask for acknowledgement, and hands it to the worker that writes it down: neither a
/// pump nor an acknowledgement waits for the store.
/// </summary>
internal sealed class ReceiptOutbox(LiveAccess access, TimeProvider time, ILogger<ReceiptOutbox> logger)
{
    private const int MostWaiting = 65_536;
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Session, Guid Subscription), TrackedSends> sends = new();
    private readonly Channel<DeliveryNote> notes = Channel.CreateBounded<DeliveryNote>(MostWaiting);

    public ChannelReader<DeliveryNote> Notes => notes.Reader;

    /// <summary>Of how many subscriptions it remembers what they have sent.</summary>
    public int Count => sends.Count;

    /// <summary>A batch with such events is on its way. Who may not report does not count as reached.</summary>
    public void Sent(Connection connection, Subscription subscription, EventBatch batch) => Note(connection, subscription, batch, isAhead: false);

    /// <summary>Urgent copies are on their way, of such events or of others.</summary>
    public void SentAhead(Connection connection, Subscription subscription, EventBatch batch)
    {
        if (batch.Events.Any(copy => copy.AcknowledgeBy is not null)) Note(connection, subscription, batch, isAhead: true);
    }

    /// <summary>The client has taken everything through an offset, and urgent copies through another.</summary>
    public void Acknowledged(TrackedSends tracked, long through, long aheadThrough)
    {
        foreach (var offset in tracked.Acknowledge(through, aheadThrough)) Post(tracked, offset, isDelivered: true);
    }

    /// <summary>A subscription goes on, on whatever connection: its client says that it has read through here.</summary>
    public void Resumed(Connection connection, Subscription subscription)
    {
        if (!sends.TryGetValue((connection.Session.Id, subscription.Id), out var tracked) || tracked.Stream != subscription.Stream) return;
        subscription.Tracked = tracked;
        Acknowledged(tracked, subscription.Acknowledged, aheadThrough: 0);
    }

    /// <summary>A subscription is over and nobody comes back to it; what was written down stays.</summary>
    public void Forget(Connection connection, Subscription subscription)
    {
        if (subscription.Tracked is { } tracked) sends.TryRemove(KeyValuePair.Create((connection.Session.Id, subscription.Id), tracked));
    }

    /// <summary>Forgets what nobody has been sent for long; what was written down stays.</summary>
    public void Prune()
    {
        var then = time.GetUtcNow() - KeptFor;
        foreach (var (key, tracked) in sends)
            if (tracked.LastAt < then) sends.TryRemove(KeyValuePair.Create(key, tracked));
    }

    private void Note(Connection connection, Subscription subscription, EventBatch batch, bool isAhead)
    {
        if (access.Decide(connection.Caller, Operations.StreamReport, AccessTarget.None).Decision is not Decision.Permit) return;
        var tracked = subscription.Tracked ??= Of(connection, subscription);
        var now = time.GetUtcNow();
        foreach (var sent in batch.Events)
        {
            if (sent.AcknowledgeBy is null) continue;
            tracked.Add(sent.Offset, isAhead, now);
            Post(tracked, sent.Offset, isDelivered: false);
        }
    }

    private TrackedSends Of(Connection connection, Subscription subscription) => sends.AddOrUpdate(
        (connection.Session.Id, subscription.Id),
        _ => new TrackedSends(subscription.Stream, connection.Caller.Subject),
        (_, known) => known.Stream == subscription.Stream ? known : new TrackedSends(subscription.Stream, connection.Caller.Subject));

    private void Post(TrackedSends tracked, long offset, bool isDelivered)
    {
        // Only a store that is down for long fills it. The events themselves, and their time, are not touched by that.
        if (!notes.Writer.TryWrite(new DeliveryNote(tracked.Stream, offset, tracked.Person, time.GetUtcNow(), isDelivered)))
            DeliveryLog.ReceiptLost(logger);
    }
}
