using RealtimeCare.Client.Access;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Administration;

/// <summary>What those ask who watch over access: grants, their review, and explanations.</summary>
internal sealed class ReviewCalls(HubCalls calls)
{
    public async Task<IReadOnlyList<BreakGlassGrant>> ListAsync(BreakGlassStatus? status, CancellationToken cancellationToken)
    {
        var result = await SendAsync<BreakGlassGrantsResult>(nameof(IAdminHub.BreakGlassGrants), stamp => new BreakGlassGrantsRequest
        {
            InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken, Status = status,
        }, cancellationToken).ConfigureAwait(false);
        return result.Grants;
    }

    public Task RevokeAsync(Guid grantId, CancellationToken cancellationToken) =>
        SendAsync<Done>(nameof(IAdminHub.RevokeBreakGlass), stamp => new RevokeBreakGlassRequest
        {
            InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken, GrantId = grantId,
        }, cancellationToken);

    public Task ReviewAsync(Guid grantId, BreakGlassVerdict verdict, string? note, CancellationToken cancellationToken) =>
        SendAsync<Done>(nameof(IAdminHub.ReviewBreakGlass), stamp => new ReviewBreakGlassRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            GrantId = grantId,
            Verdict = verdict,
            Note = note,
        }, cancellationToken);

    public Task<AccessExplanation> ExplainAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        return SendAsync<AccessExplanation>(nameof(IAdminHub.ExplainAccess), stamp => new ExplainAccessOfRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            Subject = question.Subject,
            SessionId = question.SessionId,
            Patient = question.Patient,
            Topics = question.Topics,
            Restricted = question.Restricted,
            Roles = question.Roles,
            Scopes = question.Scopes,
        }, cancellationToken);
    }

    private async Task<T> SendAsync<T>(string method, Func<CallStamp, object> request, CancellationToken cancellationToken) =>
        (await calls.CallAsync<T>(method, request, cancellationToken).ConfigureAwait(false)).Result;
}
