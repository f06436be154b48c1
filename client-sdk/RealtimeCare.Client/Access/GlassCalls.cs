using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Offline;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Access;

/// <summary>What a person asks of access: break the glass, end it, attest it, explain it.</summary>
internal sealed class GlassCalls(HubCalls calls, LateCalls late)
{
    public Task<BreakGlassResult> BreakAsync(PatientReference patient, BreakGlassReason reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(reason);
        int? minutes = reason.Duration is { } duration ? (int)Math.Ceiling(duration.TotalMinutes) : null;
        return SendAsync<BreakGlassResult>(nameof(ICareHub.BreakGlass), stamp => new BreakGlassRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            Patient = patient,
            Purpose = reason.Purpose,
            ReasonCode = reason.Code,
            Reason = reason.Text,
            TtlMinutes = minutes,
            Restricted = reason.Restricted,
        }, cancellationToken);
    }

    public Task EndAsync(Guid grantId, CancellationToken cancellationToken) =>
        late.SendAsync(nameof(ICareHub.EndBreakGlass), stamp => new EndBreakGlassRequest
        {
            InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken, GrantId = grantId,
        }, cancellationToken);

    public Task AttestAsync(Guid grantId, string statement, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(statement);
        return late.SendAsync(nameof(ICareHub.AttestBreakGlass), stamp => new AttestBreakGlassRequest
        {
            InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken, GrantId = grantId, Statement = statement,
        }, cancellationToken);
    }

    public Task<AccessExplanation> ExplainAsync(
        PatientReference patient, IReadOnlyList<string> topics, bool restricted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(topics);
        return SendAsync<AccessExplanation>(nameof(ICareHub.ExplainAccess), stamp => new ExplainAccessRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            Patient = patient,
            Topics = topics,
            Restricted = restricted,
        }, cancellationToken);
    }

    private async Task<T> SendAsync<T>(string method, Func<CallStamp, object> request, CancellationToken cancellationToken) =>
        (await calls.CallAsync<T>(method, request, cancellationToken).ConfigureAwait(false)).Result;
}
