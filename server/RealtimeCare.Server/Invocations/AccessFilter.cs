using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// Checks the request's envelope, then asks the policy. A patient that does not exist goes through the same steps as one that
/// the caller may not see, and gets the same answer.
/// </summary>
internal sealed class AccessFilter(
    RequestCheck check, IPatientDirectory patients, LiveAccess access, InvocationRecorder recorder, TimeProvider time) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var invocation = invocationContext.ServiceProvider.GetRequiredService<Invocation>();
        check.Envelope(invocation);
        await DecideAsync(invocation);
        if (invocation.Decision!.Decision is not Decision.Permit) throw check.RefusalOf(invocation.Decision.Decision, invocation.Caller.Tenant);
        if (invocation.Plan.Operation.Kind == OperationKind.Change)
            await recorder.PermittedAsync(invocation, invocationContext.Context.ConnectionAborted);
        var answer = await next(invocationContext);
        if (invocation.Plan.Operation.Kind != OperationKind.End) await RevealAsync(invocation, invocationContext.Context.ConnectionAborted);
        return answer;
    }

    /// <summary>The receipt first; and what was decided before the method and the receipt took their time must still stand.</summary>
    private async ValueTask RevealAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await recorder.PermittedAsync(invocation, cancellationToken);
        if (invocation.Connection.Session.HasEnded) throw new CareRefusalException(ErrorCode.SessionEnded);
        // Breaking the glass is a change of its own facts, reveals nothing of the patient, and was carried out on this decision.
        if (invocation.Plan.Operation.IsEmergency) return;
        if (invocation.Patient is { } patient && !invocation.Entitlement.StandsAt(time.GetUtcNow(), access.Revisions(invocation.Caller, patient)))
            DecideAgain(invocation, patient);
    }

    /// <summary>A fact has changed. The answer is shaped already, so it leaves only when the same audience still comes out.</summary>
    private void DecideAgain(Invocation invocation, PatientId patient)
    {
        var before = invocation.Entitlement.Audience.Hash;
        var target = invocation.Request is IPatientRequest request ? AccessTarget.Of(request, patient) : AccessTarget.None;
        invocation.Decision = access.Decide(invocation.Caller, invocation.Plan.Operation, target);
        if (invocation.Decision.Decision is not Decision.Permit { Audience: { } audience } || audience.Hash != before)
            throw new CareRefusalException(ErrorCode.Forbidden);
    }

    private async ValueTask DecideAsync(Invocation invocation)
    {
        var target = invocation.Request is FollowInboxRequest inbox
            ? AccessTarget.InboxOf(invocation.Caller, inbox.Restricted, inbox.Audience)
            : AccessTarget.None;
        if (invocation.Request is FollowMineRequest mine) check.Choice(mine.Topics);
        var following = (invocation.Request as ResumeRequest)?.Following ?? [];
        foreach (var one in following) check.Choice(one?.Topics);
        if (invocation.Request is IPatientBound bound)
        {
            RequestCheck.Patient(bound.Patient);
            var topical = bound as IPatientRequest;
            if (topical is not null) check.PatientRequest(topical);
            invocation.Patient = await patients.FindAsync(invocation.Caller.Tenant, bound.Patient, invocation.Connection.Aborted);
            target = topical is not null ? AccessTarget.Of(topical, invocation.Patient) : new AccessTarget(invocation.Patient, []);
        }

        invocation.Decision = access.Decide(invocation.Caller, invocation.Plan.Operation, target);
        // Whoever goes on following the own patients must be one who may begin to.
        if (following.Count > 0) invocation.Following = access.Decide(invocation.Caller, Operations.StreamFollowMine, AccessTarget.None).Decision;
    }
}
