using RealtimeCare.Audit.Trail;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Host.Policies;

/// <summary>Tells book, log and metrics that a policy was changed or refused.</summary>
internal sealed class PolicyReports(IAuditTrail trail, PolicyMetrics metrics, TimeProvider time, ILogger<PolicyReports> log)
{
    /// <summary>A new version is going to take effect. Durable when it returns.</summary>
    public async Task ChangedAsync(PolicySet next, CancellationToken cancellationToken)
    {
        await trail.AppendAsync(About(EntryOutcome.Success, "policy-changed", next.Base), cancellationToken);
        foreach (var tenant in next.Tenants)
            await trail.AppendAsync(About(EntryOutcome.Success, "policy-changed", next.For(tenant)) with { Tenant = tenant.Value }, cancellationToken);
        metrics.Changed();
        HostLog.PolicyChanged(log, next.Base.Hash);
    }

    /// <summary>A version cannot be used, and the one before goes on. Durable when it returns.</summary>
    public async Task RefusedAsync(IReadOnlyList<PolicyFileMistake> mistakes, PolicySet kept, CancellationToken cancellationToken)
    {
        // The alert comes first: an operator must hear of it even when the book cannot be written.
        foreach (var mistake in mistakes) HostLog.PolicyRefused(log, mistake.File, mistake.Line, mistake.Reason);
        metrics.Refused();
        await trail.AppendAsync(About(EntryOutcome.Failed, "policy-refused", kept.Base) with { Count = mistakes.Count }, cancellationToken);
    }

    private Entry About(EntryOutcome outcome, string reason, AccessPolicy policy) => new()
    {
        Kind = EntryKinds.PolicyChanged,
        Outcome = outcome,
        At = time.GetUtcNow(),
        Reason = reason,
        PolicyHash = policy.Hash,
    };
}
