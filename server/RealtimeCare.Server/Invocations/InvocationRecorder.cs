using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Invocations;

/// <summary>Writes calls into the trail: permits and denials alike, each with all its factors.</summary>
internal sealed class InvocationRecorder(IAuditTrail trail, TimeProvider time, ILogger<InvocationRecorder> logger)
{
    private const string Repeat = "repeat";

    /// <summary>Records a permitted call, once. Durable when it returns.</summary>
    public async ValueTask PermittedAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.IsRecorded || invocation.Plan.IsContinuous) return;
        await trail.AppendAsync(About(invocation, EntryKinds.Invocation, EntryOutcome.Success, invocation.IsRepeat ? Repeat : null), cancellationToken);
        invocation.IsRecorded = true;
    }

    /// <summary>Records that a call is answered with the outcome of the one that it repeats. Durable when it returns.</summary>
    public async ValueTask RepeatedAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        invocation.IsRepeat = true;
        // What is recorded when it is carried out is recorded as a repeat then.
        if (invocation.IsRecorded)
            await trail.AppendAsync(About(invocation, EntryKinds.InvocationOutcome, EntryOutcome.Success, Repeat), cancellationToken);
    }

    /// <summary>Records a call that ends or narrows something, after the fact: the trail never keeps it waiting.</summary>
    public async ValueTask CarriedOutAsync(Invocation invocation)
    {
        try
        {
            await PermittedAsync(invocation, CancellationToken.None);
        }
        catch (TrailUnavailableException exception)
        {
            InvocationsLog.NotRecorded(logger, exception, invocation.RequestId);
        }
    }

    /// <summary>Records a refusal. Durable when it returns.</summary>
    public async ValueTask RefusedAsync(Invocation invocation, ErrorCode code)
    {
        var reason = invocation.Decision?.Decision is Decision.Deny deny ? deny.Reason : code.ToString();
        var kind = invocation.IsRecorded ? EntryKinds.InvocationOutcome : EntryKinds.Invocation;
        await trail.AppendAsync(About(invocation, kind, EntryOutcome.Denied, reason), CancellationToken.None);
    }

    /// <summary>Records that a call broke.</summary>
    public async ValueTask FailedAsync(Invocation invocation, Exception exception)
    {
        InvocationsLog.Failed(logger, exception, invocation.RequestId, invocation.Plan.Operation.Name);
        await trail.AppendAsync(About(invocation, EntryKinds.InvocationOutcome, EntryOutcome.Failed, "internal"), CancellationToken.None);
    }

    private Entry About(Invocation invocation, string kind, EntryOutcome outcome, string? reason) =>
        DecisionEntry.Of(kind, invocation.Caller, invocation.Plan.Operation, invocation.Decision?.Decision) with
        {
            Outcome = outcome,
            At = time.GetUtcNow(),
            Session = invocation.Connection.Session.Id,
            Connection = invocation.Connection.Id,
            RequestId = invocation.RequestId,
            Patient = invocation.Patient?.Value,
            Reason = reason,
        };
}
