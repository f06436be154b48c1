using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Delivery.Follows;

/// <summary>Begins and ends followings of one's own patients, and takes them over to a new connection.</summary>
internal sealed class FollowOpener(FollowRegistry follows, FollowKeeper keeper, SubscriptionRegistry subscriptions, Withdrawal withdrawal)
{
    private const string Unsubscribed = "unsubscribed";
    private const string Withdrawn = "access-withdrawn";

    /// <summary>Follows everybody whom the caller treats.</summary>
    /// <exception cref="CareRefusalException">There are too many of them, or of followings.</exception>
    public async Task<FollowMineResult> OpenAsync(Connection connection, FollowMineRequest request)
    {
        if (request.FollowId == Guid.Empty) throw new CareRefusalException(ErrorCode.InvalidRequest);
        var follow = Begin(connection, FollowTerms.Of(request));
        try
        {
            follow.TakeNoted(DateTimeOffset.MinValue);
            var patients = await keeper.OpenAsync(follow);
            await LeaveOthersAsync(follow);
            return new FollowMineResult { FollowId = request.FollowId, Patients = patients };
        }
        catch
        {
            End(follow);
            throw;
        }
        finally
        {
            Release(follow);
        }
    }

    /// <summary>Takes followings over, or ends them; nobody joins before they are given to <see cref="Release"/>.</summary>
    public IReadOnlyDictionary<Guid, Follow> TakeOver(Connection connection, ResumeRequest request, bool isPermitted)
    {
        var following = request.Following ?? [];
        if (following.Count > RealtimeCareProtocol.MaxFollows) throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (following.Any(one => one is not { Topics.Count: > 0 } || one.Topics.Contains(null!) || one.FollowId == Guid.Empty))
            throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (request.Subscriptions.Any(one => one.FollowId is { } id && !following.Any(follow => follow.FollowId == id)))
            throw new CareRefusalException(ErrorCode.InvalidRequest);
        Dictionary<Guid, Follow> taken = [];
        if (!isPermitted)
        {
            if (following.Any(one => follows.IsBehind(connection, one.FollowId))) throw new CareRefusalException(ErrorCode.Unavailable);
            foreach (var one in following) End(connection, one.FollowId, Withdrawn);
            return taken;
        }
        try
        {
            foreach (var one in following.DistinctBy(one => one.FollowId)) taken[one.FollowId] = TakeOver(connection, FollowTerms.Of(one));
            return taken;
        }
        catch
        {
            // Of those before it the old ones run no more: patients join these, whatever becomes of the call.
            foreach (var follow in taken.Values) Release(follow);
            throw;
        }
    }

    /// <summary>From now on patients join.</summary>
    public void Release(Follow follow)
    {
        follow.Finish();
        follows.Wake();
    }

    /// <summary>Ends a following and all its subscriptions, or a single subscription; an unknown id is no error.</summary>
    public void Drop(Connection connection, Guid id)
    {
        if (connection.Pump is not { } pump) return;
        End(connection, id, Unsubscribed);
        subscriptions.Drop(pump, id, Unsubscribed);
    }

    private void End(Connection connection, Guid id, string reason)
    {
        while (follows.Find(connection.Session.Id, id) is { } follow) follows.TryEnd(follow);
        DropLeft(connection, id, reason);
    }

    private Follow TakeOver(Connection connection, FollowTerms terms)
    {
        var follow = Begin(connection, terms);
        follow.IsMoving = true;
        // What the client was told of missing patients on another connection may hold no more.
        follow.TryMiss(-1);
        return follow;
    }

    private Follow Begin(Connection connection, FollowTerms terms)
    {
        var follow = new Follow(terms, connection.Pump ?? throw new InvalidOperationException("The connection has no pump."));
        follow.TryBegin();
        return follows.Begin(follow) switch
        {
            ServeOutcome.Served => follow,
            ServeOutcome.Late => throw new CareRefusalException(ErrorCode.Unavailable),
            _ => throw new CareRefusalException(ErrorCode.TooLarge),
        };
    }

    /// <summary>Unless another has replaced it, whose patients they are now, all of its patients go; those of its predecessors too.</summary>
    private void End(Follow follow)
    {
        if (follows.TryEnd(follow)) DropLeft(follow.Pump.Connection, follow.Terms.Id, Unsubscribed);
        foreach (var subscription in follow.Pump.Subscriptions)
            if (subscription.Follow == follow) subscriptions.Drop(follow.Pump, subscription, Unsubscribed);
    }

    private void DropLeft(Connection connection, Guid followId, string reason)
    {
        foreach (var one in subscriptions.LeftOf(connection.Session.Id, followId)) subscriptions.Drop(one.Follow!.Pump, one, reason);
    }

    /// <summary>Whoever was followed under its id before, and is not by its own terms, leaves.</summary>
    private async Task LeaveOthersAsync(Follow follow)
    {
        foreach (var one in subscriptions.LeftOf(follow.Pump.Connection.Session.Id, follow.Terms.Id))
            if (!follow.IsOver) await withdrawal.LeaveBehindAsync(follow, one);
    }
}
