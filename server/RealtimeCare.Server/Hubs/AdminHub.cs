using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Hubs;

/// <summary>What administrators call.</summary>
internal sealed class AdminHub : Hub<IAdminClient>, IAdminHub
{
    private readonly Invocation invocation;
    private readonly SessionOperations operations;

    public AdminHub(Invocation invocation, SessionOperations operations)
    {
        this.invocation = invocation;
        this.operations = operations;
    }

    /// <inheritdoc/>
    [Operation("session.list")]
    public Task<LiveSessionsResult> LiveSessions(LiveSessionsRequest request) => Task.FromResult(operations.List(invocation.Caller));

    /// <inheritdoc/>
    [Operation("session.end")]
    public Task<EndSessionsResult> EndSessions(EndSessionsRequest request) =>
        operations.EndAsync(invocation.Caller, request.SessionId, request.Subject, request.Preview);
}
