using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Delivery.Follows;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Hubs;

/// <summary>What the care hub's methods do once a call is permitted.</summary>
internal sealed class CareOperations(
    SubscriptionOpener opener, SessionResumer resumer, FollowOpener follows, StateSnapshots snapshots, ReportOperations reports)
{
    public Task<SubscribeResult> SubscribeAsync(Invocation invocation, SubscribeRequest request)
    {
        if (request.SubscriptionId == Guid.Empty) throw new CareRefusalException(ErrorCode.InvalidRequest);
        return opener.OpenAsync(invocation.Connection, request, invocation.Patient!.Value, invocation.Entitlement);
    }

    public Task<SubscribeResult> FollowInboxAsync(Invocation invocation, FollowInboxRequest request)
    {
        if (request.SubscriptionId == Guid.Empty) throw new CareRefusalException(ErrorCode.InvalidRequest);
        return opener.OpenAsync(invocation.Connection, request, invocation.Entitlement);
    }

    public Task<ResumeResult> ResumeAsync(Invocation invocation, ResumeRequest request)
    {
        if (request.Subscriptions is not { Count: <= RealtimeCareProtocol.MaxSubscriptions })
            throw new CareRefusalException(ErrorCode.InvalidRequest);
        if (request.Subscriptions.Any(one => one is not { Topics: not null, PatientId: not null, After: not null } || one.Topics.Contains(null!)))
            throw new CareRefusalException(ErrorCode.InvalidRequest);
        // A patient of a following is followed by the following's terms.
        if (request.Subscriptions.Any(one => one.Topics.Count == 0 && (one.Inbox || one.FollowId is null)))
            throw new CareRefusalException(ErrorCode.InvalidRequest);
        return TakeOverAsync(invocation, request);
    }

    public Task<FollowMineResult> FollowMineAsync(Invocation invocation, FollowMineRequest request) =>
        follows.OpenAsync(invocation.Connection, request);

    public Task<Done> UnsubscribeAsync(Invocation invocation, UnsubscribeRequest request)
    {
        follows.Drop(invocation.Connection, request.SubscriptionId);
        return Task.FromResult(new Done { At = reports.Now });
    }

    public Task<SnapshotResult> SnapshotAsync(Invocation invocation, SnapshotRequest request) =>
        snapshots.ReadAsync(
            new StreamKey(invocation.Caller.Tenant, invocation.Patient!.Value, request.Restricted), request.Topics, invocation.Connection.Aborted);

    public Task<ReportActivityResult> ReportActivityAsync(Invocation invocation) => reports.ReportActivityAsync(invocation);

    public Task<Done> ReportAsync(Invocation invocation, ReportRequest request) => reports.ReportAsync(invocation, request);

    public static async Task AcknowledgeAsync(Invocation invocation, IAsyncEnumerable<Acknowledgement> acknowledgements)
    {
        if (!invocation.Connection.TryOpenAcknowledgements()) throw new CareRefusalException(ErrorCode.Busy);
        await foreach (var acknowledgement in acknowledgements.WithCancellation(invocation.Connection.Aborted))
            if (acknowledgement is not null) invocation.Connection.Pump?.Acknowledge(acknowledgement);
    }

    private Task<ResumeResult> TakeOverAsync(Invocation invocation, ResumeRequest request)
    {
        // Before anything is taken: what is left of it would be served by nobody that the client listens to.
        if (opener.IsBehind(invocation.Connection, request)) throw new CareRefusalException(ErrorCode.Unavailable);
        var denial = invocation.Following as Decision.Deny;
        var following = follows.TakeOver(invocation.Connection, request, isPermitted: denial is null);
        // Whoever joins anew after an outcome of the answer must not overtake it.
        invocation.Afterwards = () =>
        {
            foreach (var follow in following.Values) follows.Release(follow);
        };
        return resumer.ResumeAsync(invocation.Connection, request, following, denial);
    }
}
