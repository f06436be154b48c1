using RealtimeCare.Audit.Trail;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>What every entry about a call holds, over a hub or over HTTP.</summary>
internal static class DecisionEntry
{
    public static Entry Of(string kind, Caller caller, Operation operation, Decision? decision) => new()
    {
        Kind = kind,
        Outcome = decision is Decision.Permit ? EntryOutcome.Success : EntryOutcome.Denied,
        At = default,
        Tenant = caller.Tenant.Value,
        Actor = caller.Subject.Value,
        Session = caller.SessionId,
        Client = caller.ClientId,
        TokenId = caller.TokenId,
        Operation = operation.Name,
        Reason = (decision as Decision.Deny)?.Reason,
        PolicyHash = decision?.PolicyHash,
        Audience = (decision as Decision.Permit)?.Audience?.Name,
        Target = (decision as Decision.Permit)?.GrantId?.ToString(),
        Factors = FactorsOf(decision),
    };

    /// <summary>The factors without the ids of the resources they come from: an encounter's number leads whoever has the EHR to the patient.</summary>
    public static IReadOnlyList<EntryFactor> FactorsOf(Decision? decision) =>
        [.. (decision?.Factors ?? []).Select(factor => new EntryFactor(factor.Name, factor.Permits, factor.Reason.Split('/')[0]))];
}
