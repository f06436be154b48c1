namespace RealtimeCare.Policy.Access;

/// <summary>One decision in the making: judges every factor, whatever the others say.</summary>
internal readonly ref struct Deliberation(AccessPolicy policy, AccessQuestion question)
{
    private readonly Caller caller = question.Caller;
    private readonly bool isAboutPatient = question.Operation.IsAboutPatient;

    public Decision Decide()
    {
        var relationship = FindRelationship();
        RoleRule? chosen = null;
        foreach (var role in policy.Roles)
        {
            if (!caller.Roles.Contains(role.Name)) continue;
            var factors = Judge(role, relationship);
            if (FirstDenial(factors) is null) return Permit(role, relationship, factors);
            if (chosen is null || (!Allows(chosen) && Allows(role))) chosen = role;
        }

        // Without a known role the factors that hang on one are judged too, and deny.
        var denied = Judge(chosen, relationship);
        return new Decision.Deny(FirstDenial(denied)!.Name, denied, policy.Hash);
    }

    private static Factor? FirstDenial(Factor[] factors) => Array.Find(factors, static f => !f.Permits);

    private Decision.Permit Permit(RoleRule role, Relationship? relationship, Factor[] factors)
    {
        var until = caller.ExpiresAt;
        if (isAboutPatient && role.NeedsRelationship && relationship!.Until is { } end && end < until) until = end;
        return new Decision.Permit(isAboutPatient ? role.Audience : null, until, factors, policy.Hash);
    }

    private Factor[] Judge(RoleRule? role, Relationship? relationship) =>
    [
        caller.ExpiresAt > question.At ? Factors.TokenValid : Factors.TokenExpired,
        JudgeTenant(),
        JudgeScope(role),
        JudgeRole(role),
        JudgeTopic(role),
        JudgeRelationship(role, relationship),
        JudgePurpose(role),
        JudgePatient(role, relationship),
    ];

    private Factor JudgeTenant()
    {
        if (caller.Tenant.Value is null) return Factors.TenantMissing;
        if (question.Tenant is { } tenant) return tenant == caller.Tenant ? Factors.TenantSame : Factors.TenantOther;
        // A patient of no tenant is nobody's; an unknown patient is denied below, the same way as one who is not the caller's.
        return isAboutPatient && question.Patient is not null ? Factors.TenantMissing : Factors.TenantNone;
    }

    private Factor JudgeScope(RoleRule? role)
    {
        var context = caller.IsService ? ScopeContext.System : ScopeContext.User;
        if (!HoldsOperationScope(context)) return Factors.ScopeMissing;
        if (!isAboutPatient) return Factors.ScopeCovers;

        var interactions = question.Operation.Interactions;
        if (question.ResourceType is { } type)
            return caller.Scopes.Allows(context, type, interactions) ? Factors.ScopeCovers : Factors.ScopeMissing;
        foreach (var topic in question.Topics)
            if (!CoversTopic(topic, role, context, interactions)) return Factors.ScopeMissing;
        return Factors.ScopeCovers;
    }

    private bool HoldsOperationScope(ScopeContext context)
    {
        if (question.Operation.Scope is not { } scopes) return true;
        foreach (var range in scopes.AsSpan().Split(' '))
            if (Holds(scopes[range], context)) return true;
        return false;
    }

    private bool Holds(string scope, ScopeContext context) => SmartScope.Read(scope) is { } smart
        ? smart.Context == context && caller.Scopes.Allows(context, smart.Type, scope[(scope.IndexOf('.', StringComparison.Ordinal) + 1)..])
        : caller.Scopes.Contains(scope);

    // Only what the audience sees can ever be delivered, so only that needs a scope.
    private bool CoversTopic(string topic, RoleRule? role, ScopeContext context, string interactions)
    {
        if (!policy.Topics.TryGetValue(topic, out var rule)) return true;
        foreach (var type in rule.ResourceTypes)
            if (role?.Audience?.Sees(type) != false && !caller.Scopes.Allows(context, type, interactions)) return false;
        return true;
    }

    private Factor JudgeRole(RoleRule? role)
    {
        if (role is null) return Factors.RoleUnknown;
        return Allows(role) ? new Factor("role", true, role.Name) : new Factor("role", false, role.Name + " may not");
    }

    private bool Allows(RoleRule role) => role.Operations.Contains(question.Operation.Name);

    private Factor JudgeTopic(RoleRule? role)
    {
        if (!isAboutPatient) return Factors.TopicNotAsked;
        if (question.Topics.Count == 0) return Factors.TopicMissing;
        foreach (var topic in question.Topics)
        {
            if (!policy.Topics.TryGetValue(topic, out var rule)) return Factors.TopicUnknown;
            if (role is null || !role.Topics.Contains(topic)) return Factors.TopicDenied;
            if (!IsAnyVisible(rule, role)) return Factors.TopicDenied;
        }

        return Factors.TopicAllowed;
    }

    private bool IsAnyVisible(TopicRule topic, RoleRule role)
    {
        if (question.ResourceType is { } asked) return topic.ResourceTypes.Contains(asked);
        foreach (var type in topic.ResourceTypes)
            if (role.Audience!.Sees(type)) return true;
        return false;
    }

    private Factor JudgeRelationship(RoleRule? role, Relationship? relationship)
    {
        if (!isAboutPatient) return Factors.RelationshipNotAsked;
        if (role is { NeedsRelationship: false }) return Factors.RelationshipNotNeeded;
        return relationship is null ? Factors.RelationshipNone : new Factor("relationship", true, relationship.Because);
    }

    private Factor JudgePurpose(RoleRule? role)
    {
        if (!isAboutPatient) return Factors.PurposeNotAsked;
        return role is not null && role.Purposes.Contains(caller.Purpose) ? Factors.PurposeAllowed : Factors.PurposeDenied;
    }

    // For who needs a relationship, a patient who is not known looks the same as one who is not theirs.
    private Factor JudgePatient(RoleRule? role, Relationship? relationship)
    {
        if (!isAboutPatient) return Factors.PatientNotAsked;
        var isKnown = role is { NeedsRelationship: false }
            ? question.Patient is { Value: not null } && question.Facts is not null
            : relationship is not null;
        return isKnown ? Factors.PatientKnown : Factors.PatientUnknown;
    }

    /// <summary>The active relationship that lasts longest.</summary>
    private Relationship? FindRelationship()
    {
        if (question.Facts is not { } facts || question.Patient is not { Value: not null } patient) return null;
        if (caller.Subject.Value is null) return null;
        Relationship? longest = null;
        foreach (var candidate in facts.Relationships)
        {
            if (candidate.Subject != caller.Subject || candidate.Patient != patient) continue;
            if (candidate.From > question.At || candidate.Until <= question.At) continue;
            if (longest is null || (longest.Until is not null && !(candidate.Until <= longest.Until))) longest = candidate;
        }

        return longest;
    }
}
