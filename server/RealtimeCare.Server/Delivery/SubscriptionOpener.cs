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
        var opened = await TryOpenAsync(connection, asked, entitlement)
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
    public async Task<ResumeStatus> TakeOverAsync(Connection connection, ResumedSubscription resumed, Entitlement entitlement)
    {
        var target = AccessTarget.Of(resumed, PatientId.Parse(resumed.PatientId));
        var asked = new Asked(resumed.SubscriptionId, target, resumed.After, FollowFrom.Start, resumed.StateAfter);
        return await TryOpenAsync(connection, asked, entitlement) is null ? ResumeStatus.Reload : ResumeStatus.Resumed;
    }

    /// <summary>Ends what still runs under an id that is no longer permitted.</summary>
    public void Drop(Connection connection, Guid id)
    {
        if (connection.Pump is { } pump) subscriptions.Drop(pump, id, "access-withdrawn");
    }

    /// <summary>Null when the position asked for is none of the stream's, or no longer kept.</summary>
    private async Task<Subscription?> TryOpenAsync(Connection connection, Asked asked, Entitlement entitlement)
    {
        var pump = connection.Pump ?? throw new InvalidOperationException("The connection has no pump.");
        var stream = asked.Target.StreamOf(connection.Caller.Tenant);
        var tail = await followers.JoinAsync(stream, pump, connection.Aborted);
        var joined = true;
        try
        {
            if (await StartAsync(stream, asked, tail.Head, connection.Aborted) is not { } start) return null;
            var subscription = new Subscription(asked.Id, stream, asked.Target, entitlement)
            {
                Epoch = tail.Head.Epoch,
                Cursor = start,
                Sent = start,
                Acknowledged = start,
                Recorded = start,
                StateCursor = asked.StateAfter,
                ProgressedAt = time.GetUtcNow(),
            };
            await book.EntitledAsync(connection, subscription, entitlement, connection.Aborted);
            if (!subscriptions.TryServe(pump, subscription)) throw new CareRefusalException(ErrorCode.TooLarge);
            joined = false;
            // The connection may have gone meanwhile, and its clearing up has not seen this one.
            if (connection.IsGone) subscriptions.Drop(pump, subscription, "connection-closed");
            return subscription;
        }
        finally
        {
            if (joined) followers.Leave(stream, pump);
        }
    }

    /// <summary>The offset to start behind; offset 0 stands before the first event in every epoch.</summary>
    private async ValueTask<long?> StartAsync(StreamKey stream, Asked asked, StreamHead head, CancellationToken cancellationToken)
    {
        var firstKept = await streams.ReadFirstOffsetAsync(stream, cancellationToken);
        if (asked.After is null) return asked.From == FollowFrom.Now ? head.Offset : firstKept - 1;
        var isKnown = asked.After.Epoch == head.Epoch && asked.After.Offset <= head.Offset && asked.After.Offset >= firstKept - 1;
        return isKnown && asked.After.Offset >= 0 ? asked.After.Offset : null;
    }

    private sealed record Asked(Guid Id, AccessTarget Target, Position? After, FollowFrom From, long StateAfter);
}
