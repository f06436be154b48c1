using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery.Follows;

namespace RealtimeCare.Server.Delivery;

/// <summary>Opens subscriptions: entitlement in the book first, then the pump.</summary>
internal sealed class SubscriptionOpener(
    FollowerRegistry followers, SubscriptionRegistry subscriptions, StartReader starts, DeliveryBook book, TimeProvider time)
{
    /// <summary>Opens a subscription that has been permitted.</summary>
    /// <exception cref="CareRefusalException">The position is not one of the stream, or there are too many subscriptions.</exception>
    public Task<SubscribeResult> OpenAsync(Connection connection, SubscribeRequest request, PatientId patient, Entitlement entitlement)
    {
        var target = AccessTarget.Of(request, patient);
        return OpenAsync(connection, new AskedStart(request.SubscriptionId, target, request.After, request.From, request.StateAfter), entitlement);
    }

    /// <summary>Opens the following of the caller's own inbox, which has been permitted.</summary>
    /// <inheritdoc cref="OpenAsync(Connection, SubscribeRequest, PatientId, Entitlement)"/>
    public Task<SubscribeResult> OpenAsync(Connection connection, FollowInboxRequest request, Entitlement entitlement)
    {
        var target = AccessTarget.InboxOf(connection.Caller, request.Restricted, request.Audience);
        return OpenAsync(connection, new AskedStart(request.SubscriptionId, target, request.After, request.From, 0), entitlement);
    }

    private async Task<SubscribeResult> OpenAsync(Connection connection, AskedStart asked, Entitlement entitlement)
    {
        var start = await TryOpenAsync(connection, asked, entitlement);
        var opened = start.Subscription ?? throw new CareRefusalException(ErrorCode.UnknownPosition);
        return new SubscribeResult
        {
            SubscriptionId = opened.Id,
            PatientId = asked.Target.Patient?.Value ?? "",
            // Its pump may have sent something already.
            Start = new Position { Epoch = opened.Epoch, Offset = opened.Start },
            Audience = entitlement.Audience.Name,
            Gap = start.Gap,
            RepeatedThrough = opened.RepeatedThrough,
            Top = opened.Top,
            StateTop = opened.StateTop,
        };
    }

    /// <summary>Takes a permitted subscription over to this connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="resumed">The subscription.</param>
    /// <param name="target">What it follows.</param>
    /// <param name="entitlement">The permit.</param>
    /// <param name="membership">Of a patient of a following, that following and why the patient belongs to it; null for any other.</param>
    public async Task<ResumeOutcome> TakeOverAsync(
        Connection connection, ResumedSubscription resumed, AccessTarget target, Entitlement entitlement, Membership? membership)
    {
        var asked = new AskedStart(resumed.SubscriptionId, target, resumed.After, resumed.From ?? FollowFrom.Now, resumed.StateAfter)
        {
            IsResumed = true,
            Line = resumed.Start,
            Membership = membership,
        };
        var opened = await TryOpenAsync(connection, asked, entitlement);
        // The client drops what it keeps of it: what still runs under this id has nobody who waits for it.
        if (opened.Gap is not null) Drop(connection, resumed.SubscriptionId, "reload-required");
        if (opened.Gap is not null) membership?.Follow.NoteReload(target.Patient!.Value);
        return new ResumeOutcome
        {
            SubscriptionId = resumed.SubscriptionId,
            Status = opened.Gap is null ? ResumeStatus.Resumed : ResumeStatus.Reload,
            Gap = opened.Gap,
            Left = opened.Gap is not null && membership is not null ? LeftReason.Reload : null,
            Top = opened.Subscription?.Top ?? 0,
            StateTop = opened.Subscription?.StateTop ?? 0,
        };
    }

    /// <summary>
    /// Opens the stream of a patient of a following. What ran under the same id goes on from what was acknowledged of it, so that
    /// whoever has read of it misses nothing.
    /// </summary>
    /// <returns>What its receiver is told; null when there is no room, or the following is over.</returns>
    public async Task<Joined?> JoinAsync(Follow follow, PatientId patient, OwnDecision own)
    {
        var connection = follow.Pump.Connection;
        var id = follow.Terms.SubscriptionOf(patient);
        var target = follow.Terms.TargetOf(patient);
        var before = subscriptions.Find(connection.Session.Id, id);
        // A place in another stream, or among other topics, is none of this one's.
        if (before is not null && !(before.Stream == target.StreamOf(connection.Caller.Tenant) && before.Topics.SetEquals(target.Topics))) before = null;
        Position? after = before is null ? null : new Position { Epoch = before.Epoch, Offset = before.Acknowledged };
        var asked = new AskedStart(id, target, after, follow.FromOf(patient), 0)
        {
            IsResumed = before is not null,
            Line = before?.Start,
            Membership = new Membership(follow, own.Because),
        };
        var entitlement = new Entitlement((Decision.Permit)own.Live.Decision, own.Live.Revisions);
        try
        {
            var opened = await TryOpenAsync(connection, asked, entitlement);
            var anew = new AskedStart(id, asked.Target, null, FollowFrom.Start, 0) { Membership = asked.Membership };
            if (opened.Subscription is null) opened = await TryOpenAsync(connection, anew, entitlement);
            return opened.Joined;
        }
        catch (CareRefusalException refusal) when (refusal.Code == ErrorCode.TooLarge || follow.IsOver)
        {
            return null;
        }
    }

    /// <summary>Whether a newer connection serves anything of what one wants to take over.</summary>
    public bool IsBehind(Connection connection, ResumeRequest request) =>
        connection.Pump is { } pump && request.Subscriptions.Any(one => subscriptions.IsBehind(pump, one.SubscriptionId));

    /// <summary>Ends what still runs under an id.</summary>
    /// <exception cref="CareRefusalException">A newer connection serves it: this one is behind.</exception>
    public void Drop(Connection connection, Guid id, string reason)
    {
        if (connection.Pump is { } pump && !subscriptions.TryDrop(pump, id, reason)) throw new CareRefusalException(ErrorCode.Unavailable);
    }

    /// <summary>
    /// A gap alone when the position asked for is none of the stream's, or no longer kept; else the subscription, and with it what is
    /// gone since the person left off.
    /// </summary>
    private async Task<Opened> TryOpenAsync(Connection connection, AskedStart asked, Entitlement entitlement)
    {
        var pump = connection.Pump ?? throw new InvalidOperationException("The connection has no pump.");
        var stream = asked.Target.StreamOf(connection.Caller.Tenant);
        var tail = await followers.JoinAsync(stream, pump, connection.Aborted);
        var joined = true;
        FollowStart? start = null;
        Subscription? subscription = null;
        try
        {
            start = await starts.ReadAsync(connection.Caller, asked, stream, tail.Head, connection.Aborted);
            if (start.IsRefused) return new Opened(null, start.Gap, null);
            subscription = SubscriptionAt(asked, tail, start, entitlement);
            var announcement = asked.Membership is { } membership ? membership.Announce(subscription, start.Gap) : null;
            subscription.Announcement = announcement;
            await book.EntitledAsync(connection, subscription, entitlement, connection.Aborted);
            subscription.Seen?.Follow(subscription);
            Serve(pump, subscription);
            joined = false;
            return new Opened(subscription, start.Gap, announcement);
        }
        finally
        {
            if (joined)
            {
                followers.Leave(stream, pump);
                starts.GiveBack(start, subscription);
            }
        }
    }

    private void Serve(ConnectionPump pump, Subscription subscription)
    {
        subscription.Follow?.Add(subscription);
        var outcome = subscriptions.Serve(pump, subscription);
        if (outcome != ServeOutcome.Served)
        {
            subscription.Follow?.Remove(subscription);
            book.Ended(pump.Connection, subscription, "not-served");
            throw new CareRefusalException(outcome == ServeOutcome.Late ? ErrorCode.Unavailable : ErrorCode.TooLarge);
        }
        // The connection or the following may have gone meanwhile, and its clearing up has not seen this one.
        if (pump.Connection.IsGone) subscriptions.Drop(pump, subscription, "connection-closed");
        else if (subscription.Follow is { IsOver: true }) subscriptions.Drop(pump, subscription, "unsubscribed");
    }

    private Subscription SubscriptionAt(AskedStart asked, StreamTail tail, FollowStart start, Entitlement entitlement)
    {
        // What an inbox denies now may be permitted later: its receiver is not moved over it without need.
        var top = asked.Target.Recipient is null ? tail.Head : default;
        return new(asked.Id, tail.Stream, asked.Target, entitlement)
        {
            Top = top.Offset,
            StateTop = top.StateVersion,
            Tail = tail,
            Epoch = start.Epoch,
            Start = Math.Min(asked.Line ?? start.Offset, start.Offset),
            Continues = asked.Continues,
            IsClaim = asked is { After: not null, Line: null },
            IsRead = asked is { After: not null, IsResumed: false },
            Seen = start.Seen,
            Repeats = start.Repeats,
            RepeatedThrough = start.RepeatedThrough,
            Cursor = start.Offset,
            Sent = start.Offset,
            Acknowledged = start.Offset,
            Recorded = start.Offset,
            StateCursor = asked.StateAfter,
            StateSent = asked.StateAfter,
            UrgentCursor = start.Offset,
            Told = (start.Offset, asked.StateAfter),
            ProgressedAt = time.GetUtcNow(),
            Follow = asked.Membership?.Follow,
        };
    }

    private readonly record struct Opened(Subscription? Subscription, Gap? Gap, Joined? Joined);
}
