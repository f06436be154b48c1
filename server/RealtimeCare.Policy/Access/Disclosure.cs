using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access;

/// <summary>What would be seen if all other factors permit: the role's audience, less what consents, labels and scopes take away.</summary>
internal ref struct Disclosure
{
    // No resource type: what consents say to types that they do not name.
    private const string AnyType = "";

    private static readonly string[] AboveNormal = ["R", "V"];

    private readonly AccessPolicy policy;
    private readonly AccessQuestion question;
    private readonly RoleRule? role;
    private readonly Grant? grant;
    private readonly ConsentReading consents;
    private HashSet<string>? denied;
    private bool isClearedByConsent;
    private Dictionary<string, IReadOnlySet<string>>? categories;

    public Disclosure(AccessPolicy policy, AccessQuestion question, RoleRule? role, Standing standing)
    {
        this.policy = policy;
        this.question = question;
        this.role = role;
        grant = role is { Relationship: RelationshipNeed.Treatment } ? standing.Grant : null;
        Audience = AudienceOf(question, role);
        if (question.Facts is { Consents.Count: > 0 } facts)
            consents = new ConsentReading(
                facts.Consents, question.Caller.Subject, facts.Groups, grant?.Purpose ?? question.Caller.Purpose, question.At);
    }

    /// <summary>The audience as far as it has been judged; null when the role sees nothing, or not the one that was asked for.</summary>
    public Audience? Audience { get; private set; }

    /// <summary>The consent by which data under 42 CFR Part 2 is disclosed.</summary>
    public string? ConsentReference { get; private set; }

    private readonly bool IsDisclosure =>
        question.Operation is { IsAboutPatient: true, IsEmergency: false, Kind: OperationKind.Read } or { IsInbox: true };

    private readonly bool HasConsents => question.Facts is { Consents.Count: > 0 };

    /// <summary>Of this type only resources of these categories. An audience with elements is narrowed as a whole, once.</summary>
    public void NarrowTo(string type, IReadOnlySet<string> only)
    {
        if (Audience is { IsEmpty: true }) (categories ??= [])[type] = only;
    }

    /// <summary>Takes away what no scope covers.</summary>
    public void Narrow(ScopeSet scopes, ScopeContext context, string interactions) => Audience = Audience is { } whole ? scopes.Narrow(whole, context, interactions) : null;

    /// <summary>When consents begin or stop to say something else, if that is before.</summary>
    public readonly DateTimeOffset ValidUntil(DateTimeOffset latest) =>
        IsDisclosure && HasConsents ? consents.NextChange(latest) : latest;

    /// <summary>Consent is judged by resource type: what is denied is taken out of the audience; when nothing is left, it denies.</summary>
    public Factor JudgeConsent()
    {
        if (!IsDisclosure || question.Operation.IsInbox) return Factors.ConsentNotAsked;
        if (role is { Relationship: RelationshipNeed.Self }) return Factors.ConsentSelf;
        if (!HasConsents) return JudgeAbsence();
        var isAnyPermitted = false;
        var isAnySpoken = false;
        foreach (var topic in question.Topics.Each())
        {
            if (!policy.Topics.TryGetValue(topic, out var rule)) continue;
            foreach (var type in rule.ResourceTypes.Each())
            {
                if (Audience?.Sees(type) == false) continue;
                var answer = consents.Ask(type, "N", out _);
                isAnySpoken |= answer != ConsentAnswer.Silent;
                if (answer == ConsentAnswer.Permits || (answer == ConsentAnswer.Silent && PermitsAbsence)) isAnyPermitted = true;
                else (denied ??= []).Add(type);
            }
        }

        var isNarrowed = denied is not null;
        if (grant is not null) denied = null;
        else DenyContained();
        if (!isAnySpoken) return JudgeAbsence();
        if (!isNarrowed) return Factors.ConsentPermits;
        if (grant is null) return isAnyPermitted ? Factors.ConsentNarrows : Factors.ConsentDenies;
        return Factors.ConsentBroken;
    }

    /// <summary>What may be contained in the resources asked for is judged too: a consent that denies a type means it everywhere.</summary>
    private void DenyContained()
    {
        if (Audience is not { ContainedTypes.Count: > 0 } audience) return;
        // All types that no rule names have the same answer: where that permits, only the named ones are left to ask for.
        if (IsPermitted(AnyType))
        {
            foreach (var type in consents.Types().Each())
                if (audience.Sees(type) && !IsPermitted(type)) (denied ??= []).Add(type);
            return;
        }

        foreach (var type in audience.ContainedTypes.Each())
            if (!IsPermitted(type)) (denied ??= []).Add(type);
    }

    private readonly bool IsPermitted(string type) => consents.Ask(type, "N", out _) switch
    {
        ConsentAnswer.Permits => true,
        ConsentAnswer.Silent => PermitsAbsence,
        _ => false,
    };

    /// <summary>The clearance; it also settles what the audience sees in the end.</summary>
    public Factor JudgeLabel()
    {
        if (!IsDisclosure) return Factors.LabelNotAsked;
        if (Audience is null) return Factors.LabelNotCleared;
        var basic = Audience;
        var (ceiling, sensitivities) = Clearance(basic);
        if (denied is not null || categories is not null || ceiling != basic.LabelCeiling || !sensitivities.SetEquals(basic.Sensitivities))
            Audience = basic.Limit(LimitsOf(basic.Limits, ceiling, sensitivities));
        if (!question.IsRestricted) return Factors.LabelNormal;
        if (!Audience.SeesRestricted) return Factors.LabelNotCleared;
        if (basic.SeesRestricted) return Factors.LabelCleared;
        return isClearedByConsent ? Factors.LabelByConsent : Factors.LabelBroken;
    }

    private readonly AudienceLimits LimitsOf(AudienceLimits before, string ceiling, IReadOnlySet<string> sensitivities) => before with
    {
        LabelCeiling = ceiling,
        Sensitivities = sensitivities,
        WithoutTypes = denied ?? before.WithoutTypes,
        Categories = categories ?? before.Categories,
    };

    // The plain stream holds nothing above normal, so that there a higher clearance would only keep apart what is equal.
    private (string Ceiling, IReadOnlySet<string> Sensitivities) Clearance(Audience basic)
    {
        if (!question.IsRestricted) return (basic.LabelCeiling, basic.Sensitivities);
        var (ceiling, sensitivities) = HasConsents && role is not { Relationship: RelationshipNeed.Self }
            ? ClearanceByConsent(basic)
            : (basic.LabelCeiling, basic.Sensitivities);
        if (grant is null) return (ceiling, sensitivities);
        var broken = policy.Rules.BreakGlass;
        return (
            SecurityLabels.IsAtMost(ceiling, broken.LabelCeiling) ? broken.LabelCeiling : ceiling,
            new HashSet<string>(sensitivities.Concat(broken.Sensitivities)));
    }

    private (string Ceiling, IReadOnlySet<string> Sensitivities) ClearanceByConsent(Audience basic)
    {
        var ceiling = basic.LabelCeiling;
        foreach (var label in AboveNormal)
        {
            var answer = consents.Ask(null, label, out _);
            if (answer == ConsentAnswer.Denies && SecurityLabels.IsAtMost(label, ceiling)) ceiling = label == "R" ? "N" : "R";
            if (answer != ConsentAnswer.Permits || SecurityLabels.IsAtMost(label, ceiling)) continue;
            ceiling = label;
            isClearedByConsent = true;
        }

        var sensitivities = new HashSet<string>(basic.Sensitivities);
        foreach (var label in consents.Sensitivities().Concat(basic.Sensitivities))
        {
            var answer = consents.Ask(null, label, out var reference);
            if (answer == ConsentAnswer.Denies) sensitivities.Remove(label);
            if (answer != ConsentAnswer.Permits) continue;
            isClearedByConsent |= sensitivities.Add(label);
            // 42 CFR 2.32: what is disclosed by consent goes with that consent, not with one about something else.
            if (SecurityLabels.IsPart2(label)) ConsentReference ??= reference;
        }

        return (ceiling, sensitivities);
    }

    private readonly bool PermitsAbsence => policy.Rules.AbsentConsentPermits && role is not { RequiresConsent: true };

    private readonly Factor JudgeAbsence()
    {
        if (PermitsAbsence) return Factors.ConsentAbsent;
        return grant is null ? Factors.ConsentMissing : Factors.ConsentBroken;
    }

    private static Audience? AudienceOf(AccessQuestion question, RoleRule? role)
    {
        if (question.Audience is not { } asked || role is null || role.Audience?.Name == asked) return role?.Audience;
        foreach (var narrower in role.Narrower.Each())
            if (narrower.Name == asked) return narrower;
        return null;
    }
}
