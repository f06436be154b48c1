using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Explaining;

/// <summary>Explains decisions. A patient that does not exist goes through the same steps as one of somebody else.</summary>
internal sealed class AccessExplainer(
    LivePolicy policies, IAccessFacts facts, IPatientDirectory patients, IAuditTrail trail, TimeProvider time)
{
    /// <summary>Of the emergency's factors, those that say nothing of the person or of the patient.</summary>
    private static readonly HashSet<string> Momentary = new(StringComparer.Ordinal) { "sign-in", "patient" };

    /// <summary>Decides as if the topics were subscribed to now, and writes down that this was asked. Durable when it returns.</summary>
    public async Task<AccessExplanation> ExplainAsync(AccessInquiry inquiry, CancellationToken cancellationToken)
    {
        var caller = inquiry.About.Caller;
        var patient = await patients.FindAsync(inquiry.Asker.Tenant, inquiry.Patient, cancellationToken);
        var known = facts.Read(caller.Tenant, caller.Subject, patient ?? default);
        var question = new AccessQuestion(caller, Operations.StreamSubscribe, caller.Tenant, patient, inquiry.Topics, known, time.GetUtcNow())
        {
            IsRestricted = inquiry.Restricted,
        };
        var policy = policies.For(caller.Tenant);
        var decision = policy.Decide(question);
        var emergency = policy.Decide(question with { Operation = Operations.BreakGlass, Topics = [], IsRestricted = false });
        await RecordAsync(inquiry, patient, decision, cancellationToken);
        return Explain(inquiry, decision, emergency);
    }

    /// <summary>What may be told to the person whom it is about: nothing of consents or labels, and no resource's id.</summary>
    public static AccessExplanation ForOneself(AccessExplanation full)
    {
        string[] safe = ["token", "scope", "role", "topic", "relationship", "purpose"];
        List<AccessFactor> told = [.. full.Factors.Where(factor => safe.Contains(factor.Name)).Select(WithoutId)];
        if (!full.Permitted && told.TrueForAll(factor => factor.Permits))
            told.Add(new AccessFactor { Name = "other", Permits = false, Reason = "other" });
        return full with { Factors = told, ValidUntil = null, PolicyHash = null };
    }

    private static AccessFactor WithoutId(AccessFactor factor) => factor with { Reason = factor.Reason.Split('/')[0] };

    private static AccessExplanation Explain(AccessInquiry inquiry, Decision decision, Decision emergency)
    {
        var permit = decision as Decision.Permit;
        return new AccessExplanation
        {
            Permitted = permit is not null,
            Audience = permit?.Audience?.Name,
            Restricted = inquiry.Restricted,
            ValidUntil = permit?.ValidUntil,
            PolicyHash = decision.PolicyHash,
            Factors = [.. decision.Factors.Select(factor => View(factor, inquiry.About.AssumesScopes))],
            MayBreakGlass = permit is null && emergency.Factors.All(factor => factor.Permits || Momentary.Contains(factor.Name)),
            Basis = inquiry.About.Basis,
        };
    }

    private static AccessFactor View(Factor factor, bool assumesScopes) => new()
    {
        Name = factor.Name,
        Permits = factor.Permits,
        Reason = assumesScopes && factor is { Name: "scope", Permits: true } ? "assumed" : factor.Reason,
    };

    private async ValueTask RecordAsync(AccessInquiry inquiry, PatientId? patient, Decision decision, CancellationToken cancellationToken)
    {
        var entry = DecisionEntry.Of(EntryKinds.AccessExplained, inquiry.Asker, inquiry.Operation, decision) with
        {
            Outcome = EntryOutcome.Success,
            At = time.GetUtcNow(),
            Patient = patient?.Value,
            Target = inquiry.About.Caller.Subject.Value,
            Reason = decision is Decision.Deny deny ? deny.Reason : "permitted",
        };
        await trail.AppendAsync(entry, cancellationToken);
    }
}
