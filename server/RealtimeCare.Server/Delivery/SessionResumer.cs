using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Delivery.Follows;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Takes a session's subscriptions over to a new connection, each decided with today's rights. The connections that served
/// them before have nothing left to do and are closed.
/// </summary>
internal sealed class SessionResumer(
    OwnPatients own, SubscriptionOpener opener, DeliveryBook book, ConnectionCloser closer, TimeProvider time)
{
    /// <param name="connection">The new connection.</param>
    /// <param name="request">What to take over.</param>
    /// <param name="follows">The followings that the request names, by id; none when they may not go on.</param>
    /// <param name="denial">Why they may not; null when they may.</param>
    public async Task<ResumeResult> ResumeAsync(
        Connection connection, ResumeRequest request, IReadOnlyDictionary<Guid, Follow> follows, Decision.Deny? denial)
    {
        if (denial is not null) await book.DeniedAsync(connection, denial);
        List<ResumeOutcome> outcomes = [];
        foreach (var resumed in request.Subscriptions)
        {
            if (resumed is not { Inbox: false, FollowId: { } id }) outcomes.Add(await ResumeOneAsync(connection, resumed, null));
            else if (denial is null) outcomes.Add(await ResumeOneAsync(connection, resumed, follows[id]));
            else outcomes.Add(new ResumeOutcome { SubscriptionId = resumed.SubscriptionId, Status = ResumeStatus.Denied, Left = LeftReason.Denied });
        }
        // Denied for an expired token is no withdrawal: the client comes back with a fresh one and asks again.
        if (time.GetUtcNow() >= connection.ExpiresAt) throw new CareRefusalException(ErrorCode.Unauthenticated);
        closer.HandOver(connection);
        return new ResumeResult { Subscriptions = outcomes, Following = request.Following is { } following ? OutcomesOf(following, denial) : null };
    }

    private static IReadOnlyList<FollowOutcome> OutcomesOf(IEnumerable<ResumedFollow> following, Decision.Deny? denial) =>
        [.. following.Select(one => new FollowOutcome { FollowId = one.FollowId, Status = denial is null ? ResumeStatus.Resumed : ResumeStatus.Denied })];

    private async Task<ResumeOutcome> ResumeOneAsync(Connection connection, ResumedSubscription resumed, Follow? follow)
    {
        var target = TargetOf(connection.Caller, resumed, follow);
        var decided = follow is null ? null : own.Decide(connection.Caller, target);
        var live = decided?.Live ?? own.DecideAny(connection.Caller, target);
        if (target is { Patient: null, Recipient: null } || live.Decision is not Decision.Permit { Audience: not null } permit)
        {
            await book.DeniedAsync(connection, target, live.Decision);
            opener.Drop(connection, resumed.SubscriptionId, "access-withdrawn");
            return new ResumeOutcome
            {
                SubscriptionId = resumed.SubscriptionId,
                Status = ResumeStatus.Denied,
                Left = follow is null ? null : Withdrawal.ReasonOf(live.Decision),
            };
        }
        var membership = follow is null ? null : new Membership(follow, decided!.Because);
        return await opener.TakeOverAsync(connection, resumed, target, new Entitlement(permit, live.Revisions), membership);
    }

    private static AccessTarget TargetOf(Caller caller, ResumedSubscription resumed, Follow? follow)
    {
        if (resumed.Inbox) return AccessTarget.InboxOf(caller, resumed.Restricted, resumed.Audience);
        PatientId? patient = PatientId.TryParse(resumed.PatientId, out var known) ? known : null;
        return follow is null ? AccessTarget.Of(resumed, patient) : follow.Terms.TargetOf(patient);
    }
}
