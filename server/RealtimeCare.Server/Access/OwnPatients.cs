using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Server.Access;

/// <summary>
/// Whose patients are whose: those whom a person treats, and may follow because of that. A broken glass, or a role that needs no
/// relationship, makes nobody one's own patient.
/// </summary>
internal sealed class OwnPatients(LiveAccess access, FactsRegistry facts)
{
    private const string Relation = "relationship";
    private const string BrokenGlass = "break-glass";

    /// <summary>Those who may be the caller's own; each is to be decided.</summary>
    public IReadOnlyCollection<PatientId> CandidatesOf(Caller caller) => facts.PatientsOf(caller.Tenant, caller.Subject);

    /// <summary>Whether a patient may be the caller's own.</summary>
    public bool IsCandidate(Caller caller, PatientId patient) => facts.HasPatient(caller.Tenant, caller.Subject, patient);

    /// <summary>Decides whether a patient is the caller's own and may be followed.</summary>
    public OwnDecision Decide(Caller caller, AccessTarget target)
    {
        var asked = access.Ask(caller, Operations.StreamSubscribe, target);
        var treatment = asked.Policy.FindTreatment(asked.Question);
        var decision = asked.Policy.Decide(asked.Question);
        if (decision is Decision.Permit permit)
            decision = treatment is { } known && WithoutGlass(asked, permit) is { } own ? Bind(permit, own, known) : Refuse(permit, treatment);
        var changesAt = decision is Decision.Deny ? NextChange(asked.Question) : null;
        return new OwnDecision(new LiveDecision(decision, asked.Revisions), treatment?.Relationship, changesAt);
    }

    /// <summary>Decides whether a patient may be followed, whoever's it is.</summary>
    public LiveDecision DecideAny(Caller caller, AccessTarget target) => access.Decide(caller, target.Following, target);

    /// <summary>
    /// The permit that would stand with the glass whole; null when none would. Who breaks the glass of a patient of one's own sees more
    /// of the patient for a while, and goes on following.
    /// </summary>
    private static Decision.Permit? WithoutGlass(LiveQuestion asked, Decision.Permit permit)
    {
        if (permit.GrantId is null) return permit;
        return asked.Policy.Decide(asked.Question with { Facts = asked.Question.Facts! with { Grants = [] } }) as Decision.Permit;
    }

    // A role that needs no relationship would follow on beyond it, and so would a broken glass.
    private static Decision.Permit Bind(Decision.Permit permit, Decision.Permit own, Treatment treatment)
    {
        var until = own.ValidUntil < permit.ValidUntil ? own.ValidUntil : permit.ValidUntil;
        return permit with { ValidUntil = treatment.Until < until ? treatment.Until.Value : until };
    }

    private static Decision.Deny Refuse(Decision.Permit permit, Treatment? treatment)
    {
        IReadOnlyList<Factor> factors = [.. permit.Factors.Select(one => IsWhy(one, treatment) ? one with { Permits = false } : one)];
        return new Decision.Deny(factors.First(one => !one.Permits).Name, factors, permit.PolicyHash);
    }

    private static bool IsWhy(Factor factor, Treatment? treatment) => treatment is null ? factor.Name == Relation : factor.Reason == BrokenGlass;

    /// <summary>When time alone may make a denied patient one's own: a relationship or a consent begins, a consent or a denial ends.</summary>
    private static DateTimeOffset? NextChange(AccessQuestion question)
    {
        if (question.Facts is not { } facts) return null;
        var earliest = facts.ValidUntil;
        foreach (var one in facts.Relationships)
            if (one.Kind == RelationshipKind.Treatment) earliest = Sooner(earliest, one.From, question.At);
        foreach (var consent in facts.Consents) earliest = NextChange(consent.Root, question.At, earliest);
        return earliest;
    }

    private static DateTimeOffset? NextChange(ConsentProvision provision, DateTimeOffset now, DateTimeOffset? earliest)
    {
        earliest = Sooner(Sooner(earliest, provision.From, now), provision.Until, now);
        foreach (var exception in provision.Exceptions) earliest = NextChange(exception, now, earliest);
        return earliest;
    }

    private static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other, DateTimeOffset now) =>
        other > now && !(one <= other) ? other : one;
}

/// <summary>Whether a patient is one's own.</summary>
/// <param name="Live">The decision; a denial also where the patient may be followed, but not as one's own.</param>
/// <param name="Relationship">The treatment relationship; null when none counts now.</param>
/// <param name="ChangesAt">When time alone may change a denial; null when it does not.</param>
internal sealed record OwnDecision(LiveDecision Live, Relationship? Relationship, DateTimeOffset? ChangesAt)
{
    /// <summary>As what the caller treats the patient; the resource that says so is not told.</summary>
    public string Because => Relationship?.Part.ToString() ?? "";
}
