using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// Takes a session's subscriptions over to a new connection, each decided with today's rights. The connections that served
/// them before have nothing left to do and are closed.
/// </summary>
internal sealed class SessionResumer(
    LiveAccess access, SubscriptionOpener opener, DeliveryBook book, ConnectionCloser closer, TimeProvider time)
{
    public async Task<ResumeResult> ResumeAsync(Connection connection, ResumeRequest request)
    {
        List<ResumeOutcome> outcomes = [];
        foreach (var resumed in request.Subscriptions)
            outcomes.Add(await ResumeOneAsync(connection, resumed));
        // Denied for an expired token is no withdrawal: the client comes back with a fresh one and asks again.
        if (time.GetUtcNow() >= connection.ExpiresAt) throw new CareRefusalException(ErrorCode.Unauthenticated);
        closer.HandOver(connection);
        return new ResumeResult { Subscriptions = outcomes };
    }

    private async Task<ResumeOutcome> ResumeOneAsync(Connection connection, ResumedSubscription resumed)
    {
        PatientId? patient = PatientId.TryParse(resumed.PatientId, out var id) ? id : null;
        var live = access.Decide(connection.Caller, Operations.StreamSubscribe, AccessTarget.Of(resumed, patient));
        if (patient is null || live.Decision is not Decision.Permit { Audience: not null } permit)
        {
            await book.DeniedAsync(connection, patient, live.Decision);
            opener.Drop(connection, resumed.SubscriptionId, "access-withdrawn");
            return new ResumeOutcome { SubscriptionId = resumed.SubscriptionId, Status = ResumeStatus.Denied };
        }
        return await opener.TakeOverAsync(connection, resumed, new Entitlement(permit, live.Revisions));
    }
}
