using RealtimeCare.Audit.Verification;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Cli.Policies;

/// <summary>
/// Judges decisions of the past by another policy, as far as the book tells: it holds the factors with their reasons, but no
/// topics, no purposes and no facts.
/// </summary>
internal sealed class PolicyReplay(AccessPolicy policy)
{
    private const string MayNot = " may not";

    // What no policy document can change.
    private static readonly HashSet<string> Given = ["token", "tenant", "scope", "sign-in"];

    /// <summary>How the decisions come out, counted by role and operation.</summary>
    public IReadOnlyList<ReplayCount> Count(IEnumerable<VerifiedEntry> entries) =>
    [
        .. entries.Where(static entry => entry["operation"] is not null && entry["kind"] is "invocation.decided" or "event.published")
            .Select(static entry => new PastDecision(entry))
            .Where(static decision => decision.Factors.Count > 0)
            .GroupBy(decision => (decision.Role, decision.Operation, Verdict: Judge(decision)))
            .Select(static group => new ReplayCount(group.Key.Role, group.Key.Operation, group.Key.Verdict, group.Count()))
            .OrderBy(static c => c.Role, StringComparer.Ordinal).ThenBy(static c => c.Operation, StringComparer.Ordinal).ThenBy(static c => c.Verdict),
    ];

    private ReplayVerdict Judge(PastDecision decision)
    {
        if (decision.Factors.Any(static factor => Given.Contains(factor.Name) && !factor.Permits)) return ReplayVerdict.Same;
        if (policy.Roles.FirstOrDefault(role => role.Name == decision.Role) is not { } rule)
            return decision.WasPermitted ? ReplayVerdict.NowDenied : ReplayVerdict.NotJudged;
        var answers = decision.Factors.Select(factor => Judge(factor, rule, decision)).ToList();
        if (answers.Contains(false)) return decision.WasPermitted ? ReplayVerdict.NowDenied : ReplayVerdict.Same;
        if (answers.Contains(null)) return ReplayVerdict.NotJudged;
        return decision.WasPermitted ? ReplayVerdict.Same : ReplayVerdict.NowPermitted;
    }

    // Null when the book does not tell enough.
    private bool? Judge(PastFactor factor, RoleRule rule, PastDecision decision)
    {
        if (Given.Contains(factor.Name)) return factor.Permits;
        return factor.Name switch
        {
            "role" => rule.Operations.Contains(decision.Operation),
            "relationship" => JudgeRelationship(factor, rule),
            "consent" => JudgeConsent(factor, rule),
            // Denied because of a topic, a purpose or a label that the book does not name.
            "topic" or "purpose" or "label" => factor.Permits ? true : null,
            _ => factor.Permits || decision.Factors.Any(static f => f is { Name: "relationship", Permits: false }) ? true : null,
        };
    }

    private static bool? JudgeRelationship(PastFactor factor, RoleRule rule) => (rule.Relationship, factor.Reason) switch
    {
        (_, "not about a patient" or "not needed in an emergency") => true,
        // Whether such a patient exists is not told, and nothing is permitted about one that does not.
        (RelationshipNeed.None, "none active" or "not the patient") => null,
        (RelationshipNeed.None, _) => true,
        (_, "not needed") => null,
        (RelationshipNeed.Self, var reason) => reason == "self",
        (_, "self" or "not the patient") => null,
        _ => factor.Permits,
    };

    private bool? JudgeConsent(PastFactor factor, RoleRule rule) => factor.Reason switch
    {
        "none" or "none, permitted by policy" => policy.Rules.AbsentConsentPermits && !rule.RequiresConsent,
        "not needed for one's own data" => rule.Relationship == RelationshipNeed.Self ? true : null,
        _ => factor.Permits,
    };

    /// <summary>A decision as the book has it.</summary>
    private sealed class PastDecision(VerifiedEntry entry)
    {
        public string Operation { get; } = entry["operation"]!;

        public bool WasPermitted { get; } = entry["outcome"] != "denied";

        public IReadOnlyList<PastFactor> Factors { get; } =
            [.. entry.Fields.Where(static field => field.Key == "factor").Select(static field => PastFactor.Read(field.Value))];

        public string Role => Factors.FirstOrDefault(static f => f.Name == "role")?.Reason.Replace(MayNot, "", StringComparison.Ordinal) ?? "unknown";
    }

    private sealed record PastFactor(string Name, bool Permits, string Reason)
    {
        // As the reader of the book writes it: "role permits: nurse".
        public static PastFactor Read(string text)
        {
            var name = text[..text.IndexOf(' ', StringComparison.Ordinal)];
            return new PastFactor(name, text.AsSpan(name.Length + 1).StartsWith("permits"), text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        }
    }
}

/// <summary>How a decision of the past comes out under another policy.</summary>
internal enum ReplayVerdict
{
    /// <summary>As it did.</summary>
    Same,

    /// <summary>It was permitted and would be denied.</summary>
    NowDenied,

    /// <summary>It was denied and would be permitted.</summary>
    NowPermitted,

    /// <summary>The book does not tell enough.</summary>
    NotJudged,
}

/// <summary>How many decisions of a role and operation come out so.</summary>
internal sealed record ReplayCount(string Role, string Operation, ReplayVerdict Verdict, int Decisions);
