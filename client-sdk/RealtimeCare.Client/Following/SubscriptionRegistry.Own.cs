using System.Collections.Concurrent;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>
/// One's own patients: the server opens and ends their subscriptions and says so on every connection. The newest connection is
/// right: what an older one says of a patient of whom a newer one has told is late.
/// </summary>
internal sealed partial class SubscriptionRegistry
{
    private readonly ConcurrentDictionary<Guid, OwnFollow> _follows = new();
    private int _adopted;

    public void Add(OwnFollow follow) => _follows[follow.Id] = follow;

    public void Remove(OwnFollow follow) => Remove(follow, null);

    private void Remove(OwnFollow follow, Exception? end)
    {
        lock (_lock)
        {
            _follows.TryRemove(follow.Id, out _);
            foreach (var subscription in _all.Values.Where(one => one.Follow == follow)) Remove(subscription);
        }

        follow.End(end);
    }

    // The app hears that it may not follow its own patients any more, and nothing else of them.
    private void EndFollow(Guid id)
    {
        if (_follows.TryGetValue(id, out var follow)) Remove(follow, new SubscriptionEndedException(SubscriptionEnd.AccessWithdrawn));
    }

    /// <summary>
    /// Takes the server's answer. False when subscriptions were being moved meanwhile, so that the following may have been left
    /// behind: ask again under the same id. The patients themselves are told one by one, in order with those who leave; the answer may
    /// name some who have left since.
    /// </summary>
    public bool Grant(OwnFollow follow, ILink link, int movesBefore)
    {
        lock (_lock)
        {
            follow.IsKnown = true;
            return !IsLeftBehind(link, movesBefore);
        }
    }

    public void Joined(ILink link, Joined joined)
    {
        var from = Of(link);
        from.Note(joined.SubscriptionId, joined.FollowId);
        if (!TryJoin(from, joined, out var known)) EndUnknown(from, joined.SubscriptionId);
        else if (known?.IsBehind(joined.Start) == true) Miss(known, link, isShownAgain: false);
    }

    public void Left(ILink link, Left left)
    {
        lock (_lock)
        {
            if (!_all.TryGetValue(left.SubscriptionId, out var subscription) || Of(link).Age < subscription.ToldBy) return;
            Leave(subscription, left.Reason, left.Gap);
        }
    }

    public void FollowIncomplete(FollowIncomplete incomplete)
    {
        if (_follows.TryGetValue(incomplete.FollowId, out var follow)) follow.Miss(incomplete.Missing);
    }

    private bool TryJoin(ServedLink from, Joined joined, out Subscription? known)
    {
        lock (_lock)
        {
            known = null;
            if (!_follows.TryGetValue(joined.FollowId, out var follow)) return false;
            follow.IsKnown = true;
            if (!_all.TryGetValue(joined.SubscriptionId, out known)) Join(follow, joined);
            _all[joined.SubscriptionId].ToldBy = Math.Max(_all[joined.SubscriptionId].ToldBy, from.Age);
            return true;
        }
    }

    private void Join(OwnFollow follow, Joined joined)
    {
        var subscription = follow.Join(joined);
        Add(subscription);
        Expect(subscription, joined.Top, joined.StateTop);
    }

    private bool TryLeave(ResumeOutcome outcome)
    {
        lock (_lock)
        {
            if (!_all.TryGetValue(outcome.SubscriptionId, out var subscription) || subscription.Follow is null) return false;
            Leave(subscription, outcome.Left ?? LeftReason.Ended, outcome.Gap);
            return true;
        }
    }

    private void Leave(Subscription subscription, LeftReason reason, Gap? gap)
    {
        Remove(subscription);
        subscription.Follow?.Show(new PatientLeft(subscription.Granted!.PatientId, reason, gap));
    }

    private void EndFollows(EndReason? reason)
    {
        foreach (var follow in _follows.Values) follow.End(reason is { } because ? new SessionEndedException(because) : null);
        _follows.Clear();
    }

    private static ResumedFollow ResumedOf(OwnFollow follow) => new()
    {
        FollowId = follow.Id,
        Topics = follow.Topics,
        Restricted = follow.Options.Restricted,
        Audience = follow.Options.Audience,
        From = follow.Options.From,
    };
}
