using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Administration;

/// <summary>What administrators and reviewers ask of what has reached whom.</summary>
internal sealed class ReceiverCalls(HubCalls calls)
{
    public async Task<IReadOnlyList<UndeliveredEvent>> UndeliveredAsync(CancellationToken cancellationToken)
    {
        var (result, _) = await calls.CallAsync<UndeliveredResult>(nameof(IAdminHub.Undelivered), RequestOf, cancellationToken).ConfigureAwait(false);
        return result.Events;

        static object RequestOf(CallStamp stamp) =>
            new UndeliveredRequest { InvocationId = stamp.InvocationId, ConnectionToken = stamp.ConnectionToken };
    }

    public async Task<ReceiversResult> ReceiversAsync(
        PatientReference patient, Position position, bool restricted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(position);
        var (result, _) = await calls.CallAsync<ReceiversResult>(nameof(IAdminHub.Receivers), RequestOf, cancellationToken).ConfigureAwait(false);
        return result;

        object RequestOf(CallStamp stamp) => new ReceiversRequest
        {
            InvocationId = stamp.InvocationId,
            ConnectionToken = stamp.ConnectionToken,
            Patient = patient,
            Position = position,
            Restricted = restricted,
        };
    }
}
