using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Hubs;

/// <summary>What administrators and privacy officers call.</summary>
internal sealed class AdminHub : Hub<IAdminClient>, IAdminHub
{
    private readonly Invocation invocation;
    private readonly SessionOperations operations;
    private readonly GrantOperations grants;
    private readonly ExplainOperations explanations;
    private readonly ReceiverOperations receivers;

    public AdminHub(
        Invocation invocation, SessionOperations operations, GrantOperations grants, ExplainOperations explanations, ReceiverOperations receivers)
    {
        this.receivers = receivers;
        this.invocation = invocation;
        this.operations = operations;
        this.grants = grants;
        this.explanations = explanations;
    }

    /// <inheritdoc/>
    [Operation("session.list")]
    public Task<LiveSessionsResult> LiveSessions(LiveSessionsRequest request) => Task.FromResult(operations.List(invocation.Caller));

    /// <inheritdoc/>
    [Operation("session.end")]
    public Task<EndSessionsResult> EndSessions(EndSessionsRequest request) =>
        operations.EndAsync(invocation.Caller, request.SessionId, request.Subject, request.Preview);

    /// <inheritdoc/>
    [Operation("access.grant-list")]
    public Task<BreakGlassGrantsResult> BreakGlassGrants(BreakGlassGrantsRequest request) =>
        grants.ListAsync(invocation.Caller, request.Status, invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("access.grant-revoke")]
    public Task<Done> RevokeBreakGlass(RevokeBreakGlassRequest request) =>
        grants.RevokeAsync(invocation.Caller, request.GrantId, invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("access.grant-review")]
    public Task<Done> ReviewBreakGlass(ReviewBreakGlassRequest request) =>
        grants.ReviewAsync(invocation.Caller, request.GrantId, request.Verdict, request.Note, invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("access.explain")]
    public Task<AccessExplanation> ExplainAccess(ExplainAccessOfRequest request) =>
        explanations.ExplainAsync(invocation.Caller, ExplainOperations.Question.Of(request), invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("event.undelivered")]
    public Task<UndeliveredResult> Undelivered(UndeliveredRequest request) =>
        receivers.UndeliveredAsync(invocation.Caller, invocation.Connection.Aborted);

    /// <inheritdoc/>
    [Operation("event.receivers")]
    public Task<ReceiversResult> Receivers(ReceiversRequest request) => receivers.ReceiversAsync(
        invocation.Caller, new ReceiverOperations.Question(request.Patient, request.Position, request.Restricted), invocation.Connection.Aborted);
}
