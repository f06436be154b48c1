using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Hubs;

/// <summary>What clinicians' apps call. Thin: who may do what, the trail and the limits are the filters' work.</summary>
internal sealed class CareHub : Hub<ICareClient>, ICareHub
{
    private readonly Invocation invocation;
    private readonly CareOperations operations;
    private readonly GlassOperations glass;
    private readonly GrantOperations grants;
    private readonly ExplainOperations explanations;

    public CareHub(
        Invocation invocation, CareOperations operations, GlassOperations glass, GrantOperations grants, ExplainOperations explanations)
    {
        this.invocation = invocation;
        this.operations = operations;
        this.glass = glass;
        this.grants = grants;
        this.explanations = explanations;
    }

    /// <inheritdoc/>
    [Operation("stream.subscribe")]
    public Task<SubscribeResult> Subscribe(SubscribeRequest request) => operations.SubscribeAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("stream.follow-mine")]
    public Task<FollowMineResult> FollowMine(FollowMineRequest request) => operations.FollowMineAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("stream.inbox")]
    public Task<SubscribeResult> FollowInbox(FollowInboxRequest request) => operations.FollowInboxAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("stream.resume")]
    public Task<ResumeResult> Resume(ResumeRequest request) => operations.ResumeAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("stream.unsubscribe")]
    public Task<Done> Unsubscribe(UnsubscribeRequest request) => operations.UnsubscribeAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("stream.snapshot")]
    public Task<SnapshotResult> Snapshot(SnapshotRequest request) => operations.SnapshotAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("session.activity")]
    public Task<ReportActivityResult> ReportActivity(ReportActivityRequest request) => operations.ReportActivityAsync(invocation);

    /// <inheritdoc/>
    [Operation("access.break-glass")]
    public Task<BreakGlassResult> BreakGlass(BreakGlassRequest request) => glass.BreakAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("access.grant-end")]
    public Task<Done> EndBreakGlass(EndBreakGlassRequest request) =>
        grants.EndOwnAsync(invocation.Caller, request.GrantId, invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("access.grant-attest")]
    public Task<Done> AttestBreakGlass(AttestBreakGlassRequest request) =>
        grants.AttestAsync(invocation.Caller, request.GrantId, request.Statement, invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("access.explain-own")]
    public Task<AccessExplanation> ExplainAccess(ExplainAccessRequest request) =>
        explanations.ExplainOwnAsync(invocation.Caller, request, invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("stream.report")]
    public Task<Done> Report(ReportRequest request) => operations.ReportAsync(invocation, request);

    /// <inheritdoc/>
    [Operation("stream.acknowledge", IsContinuous = true)]
    public Task Acknowledge(AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements) =>
        CareOperations.AcknowledgeAsync(invocation, acknowledgements);
}
