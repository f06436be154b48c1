using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>Decides what a grant would be, and whether it would change anything.</summary>
internal sealed class GrantPolicy(LivePolicy policies, IAccessFacts facts, TimeProvider time)
{
    /// <summary>The most characters of a free text.</summary>
    public const int MostText = 500;

    /// <summary>Whether a text was given and is short enough.</summary>
    public static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MostText;

    /// <summary>The grant that the request asks for; null when it asks for what no grant may be.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="patient">The patient that was found.</param>
    /// <param name="latest">No grant outlasts its session.</param>
    public GrantRecord? Propose(BreakGlassRequest request, Caller caller, PatientId patient, DateTimeOffset latest)
    {
        var rules = policies.For(caller.Tenant).Rules.BreakGlass;
        if (!IsText(request.Reason) || request.Purpose is null || !rules.Purposes.Contains(request.Purpose)) return null;
        if (request.ReasonCode is null || !rules.Reasons.Contains(request.ReasonCode)) return null;
        if (LengthOf(request.TtlMinutes, rules) is not { } length) return null;
        var now = time.GetUtcNow();
        var end = now + length < latest ? now + length : latest;
        return new GrantRecord
        {
            Tenant = caller.Tenant,
            Grant = new Grant(Guid.NewGuid(), caller.Subject, patient, caller.SessionId, request.Purpose, now, end),
            ReasonCode = request.ReasonCode,
            Exemption = BreakGlassExemption.Find(About(caller, patient, Operations.BreakGlass, [], facts.Read(caller.Tenant, caller.Subject, patient)), rules)?.Because,
            EndsAt = end,
        };
    }

    /// <summary>Whether following any topic of the caller's roles comes out otherwise with the grant than without any.</summary>
    public bool IsNeeded(Caller caller, Grant proposed, bool restricted)
    {
        var known = facts.Read(caller.Tenant, caller.Subject, proposed.Patient);
        var whole = known with { Grants = [] };
        var broken = known with { Grants = [proposed] };
        var policy = policies.For(caller.Tenant);
        var topics = policy.Roles.Where(role => caller.Roles.Contains(role.Name) && role.Operations.Contains(Operations.BreakGlass.Name))
            .SelectMany(role => role.Topics).Distinct();
        return topics.Any(topic => Changes(topic, isRestricted: false) || (restricted && Changes(topic, isRestricted: true)));

        bool Changes(string topic, bool isRestricted)
        {
            var question = About(caller, proposed.Patient, Operations.StreamSubscribe, [topic], whole) with { IsRestricted = isRestricted };
            return HashOf(policy, question) != HashOf(policy, question with { Facts = broken });
        }
    }

    private static TimeSpan? LengthOf(int? minutes, BreakGlassRules rules)
    {
        var longest = rules.Max < BreakGlassRules.HardCap ? rules.Max : BreakGlassRules.HardCap;
        if (minutes is null) return rules.Default < longest ? rules.Default : longest;
        return minutes > 0 && minutes <= longest.TotalMinutes ? TimeSpan.FromMinutes(minutes.Value) : null;
    }

    private static string? HashOf(AccessPolicy policy, AccessQuestion question) => (policy.Decide(question) as Decision.Permit)?.Audience?.Hash;

    private AccessQuestion About(Caller caller, PatientId patient, Operation operation, IReadOnlyList<string> topics, AccessFacts known) =>
        new(caller, operation, caller.Tenant, patient, topics, known, time.GetUtcNow());
}
