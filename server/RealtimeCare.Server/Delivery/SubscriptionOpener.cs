using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Delivery;

/// <summary>Opens subscriptions: entitlement in the book first, then the pump.</summary>
internal sealed class SubscriptionOpener(
    FollowerRegistry followers, SubscriptionRegistry subscriptions, DeliveryBook book, IStreamStore streams, TimeProvider time)
{
    /// <summary>Opens a subscription that has been permitted.</summary>
    /// <exception cref="CareRefusalException">The position is not one of the stream, or there are too many subscriptions.</exception>
    public async Task<SubscribeResult> OpenAsync(Connection connection, SubscribeRequest request, PatientId patient, Entitlement entitlement)
    {
        var asked = new Asked(request.SubscriptionId, AccessTarget.Of(request, patient), request.After, request.From, request.StateAfter);
        var opened = (await TryOpenAsync(connection, asked, entitlement)).Subscription
            ?? throw new CareRefusalException(ErrorCode.UnknownPosition);
        return new SubscribeResult
        {
            SubscriptionId = opened.Id,
            PatientId = patient.Value,
            Start = new Position { Epoch = opened.Epoch, Offset = opened.Sent },
            Audience = entitlement.Audience.Name,
        };
    }

    /// <summary>Takes a permitted subscription over to this connection.</summary>
    public async Task<ResumeOutcome> TakeOverAsync(Connection connection, ResumedSubscription resumed, Entitlement entitlement)
    {
        var target = AccessTarget.Of(resumed, PatientId.Parse(resumed.PatientId));
        var asked = new Asked(resumed.SubscriptionId, target, resumed.After, FollowFrom.Start, resumed.StateAfter);
        var opened = await TryOpenAsync(connection, asked, entitlement);
        // The client drops what it keeps of it: what still runs under this id has nobody who waits for it.
        if (opened.Gap is not null) Drop(connection, resumed.SubscriptionId, "reload-required");
        return new ResumeOutcome
        {
            SubscriptionId = resumed.SubscriptionId,
            Status = opened.Gap is null ? ResumeStatus.Resumed : ResumeStatus.Reload,
            Gap = opened.Gap,
        };
    }

    /// <summary>Ends what still runs under an id.</summary>
    public void Drop(Connection connection, Guid id, string reason)
    {
        if (connection.Pump is { } pump) subscriptions.Drop(pump, id, reason);
    }

    /// <summary>A gap when the position asked for is none of the stream's, or no longer kept; else the subscription.</summary>
    private async Task<Opened> TryOpenAsync(Connection connection, Asked asked, Entitlement entitlement)
    {
        var pump = connection.Pump ?? throw new InvalidOperationException("The connection has no pump.");
        var stream = asked.Target.StreamOf(connection.Caller.Tenant);
        var tail = await followers.JoinAsync(stream, pump, connection.Aborted);
        var joined = true;
        try
        {
            var firstKept = await streams.ReadFirstOffsetAsync(stream, connection.Aborted);
            if (asked.After is { } after && GapBehind(after, tail.Head, firstKept) is { } gap) return new Opened(null, gap);
            var start = asked.After?.Offset ?? (asked.From == FollowFrom.Now ? tail.Head.Offset : firstKept - 1);
            var subscription = new Subscription(asked.Id, stream, asked.Target, entitlement)
            {
                Epoch = tail.Head.Epoch,
                Cursor = start,
                Sent = start,
                Acknowledged = start,
                Recorded = start,
                StateCursor = asked.StateAfter,
                StateSent = asked.StateAfter,
                UrgentCursor = start,
                Told = (start, asked.StateAfter),
                ProgressedAt = time.GetUtcNow(),
            };
            await book.EntitledAsync(connection, subscription, entitlement, connection.Aborted);
            if (!subscriptions.TryServe(pump, subscription)) throw new CareRefusalException(ErrorCode.TooLarge);
            joined = false;
            // The connection may have gone meanwhile, and its clearing up has not seen this one.
            if (connection.IsGone) subscriptions.Drop(pump, subscription, "connection-closed");
            return new Opened(subscription, null);
        }
        finally
        {
            if (joined) followers.Leave(stream, pump);
        }
    }

    /// <summary>What lies between a position and what is kept; offset 0 stands before the first event in every epoch.</summary>
    private static Gap? GapBehind(Position after, StreamHead head, long firstKept)
    {
        if (after.Epoch != head.Epoch || after.Offset > head.Offset || after.Offset < 0) return new Gap { From = 0, To = 0, Reason = GapReason.Epoch };
        return after.Offset < firstKept - 1 ? new Gap { From = after.Offset + 1, To = firstKept - 1, Reason = GapReason.Retention } : null;
    }

    private sealed record Asked(Guid Id, AccessTarget Target, Position? After, FollowFrom From, long StateAfter);

    private readonly record struct Opened(Subscription? Subscription, Gap? Gap);
}
