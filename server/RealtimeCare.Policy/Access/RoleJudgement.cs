namespace RealtimeCare.Policy.Access;

/// <summary>Judges every factor for one of the caller's roles, whatever the others say.</summary>
internal ref struct RoleJudgement(AccessPolicy policy, AccessQuestion question, RoleRule? role, Standing standing)
{
    private readonly Caller caller = question.Caller;
    private readonly bool isAboutPatient = question.Operation.IsAboutPatient;
    private readonly bool isAboutData = question.Operation.IsAboutPatient || question.Operation.IsInbox;
    private readonly Standing standing = standing;
    private Disclosure disclosure = new(policy, question, role, standing);

    /// <summary>The factors in their fixed order.</summary>
    public Factor[] Judge()
    {
        // Scope and topic say what the disclosure is of, so they come before consent and label.
        var scope = JudgeScope();
        var topic = JudgeTopic();
        var consent = disclosure.JudgeConsent();
        var label = disclosure.JudgeLabel();
        var token = caller.ExpiresAt > question.At ? Factors.TokenValid : Factors.TokenExpired;
        return question.Operation.IsEmergency
            ? [token, JudgeTenant(), scope, JudgeRole(), JudgeSignIn(), topic, JudgeRelationship(), consent, label, JudgePurpose(), JudgePatient()]
            : [token, JudgeTenant(), scope, JudgeRole(), topic, JudgeRelationship(), consent, label, JudgePurpose(), JudgePatient()];
    }

    /// <summary>The permit, when all factors permit.</summary>
    public readonly Decision.Permit Permit(Factor[] factors)
    {
        if (!isAboutData) return new Decision.Permit(null, caller.ExpiresAt, factors, policy.Hash);
        var until = disclosure.ValidUntil(caller.ExpiresAt);
        if (!question.Operation.IsEmergency && Relationship is { } relationship && Standing.UntilOf(relationship, policy.Rules) is { } end && end < until)
            until = end;
        if (question.Operation.IsEmergency) until = EndOf(until, EmergencyEnd);
        if (standing.Grant is { } grant && grant.Until < until) until = grant.Until;
        if (question.Facts?.ValidUntil < until) until = question.Facts.ValidUntil.Value;
        return new Decision.Permit(disclosure.Audience, until, factors, policy.Hash)
        {
            ConsentReference = disclosure.ConsentReference,
            GrantId = IsBroken(factors) ? standing.Grant!.Id : null,
        };
    }

    /// <summary>The relationship that the role's need is met by.</summary>
    private readonly Relationship? Relationship => role?.Relationship switch
    {
        RelationshipNeed.Treatment => standing.Treatment,
        RelationshipNeed.Proxy => standing.Proxy,
        null => standing.Treatment,
        _ => null,
    };

    private readonly bool IsSelf => caller.LaunchPatient is { Value: not null } self && question.Patient == self;

    // Only who treats patients breaks glass.
    private readonly bool MayBreak => standing.Grant is not null && role is null or { Relationship: RelationshipNeed.Treatment };

    private static bool IsBroken(Factor[] factors)
    {
        foreach (var factor in factors)
            if (ReferenceEquals(factor, Factors.RelationshipBroken) || ReferenceEquals(factor, Factors.ConsentBroken)
                || ReferenceEquals(factor, Factors.LabelBroken) || ReferenceEquals(factor, Factors.PurposeBroken)) return true;
        return false;
    }

    private readonly Factor JudgeTenant()
    {
        if (caller.Tenant.Value is null) return Factors.TenantMissing;
        if (question.Tenant is { } tenant) return tenant == caller.Tenant ? Factors.TenantSame : Factors.TenantOther;
        // A patient of no tenant is nobody's; an unknown patient is denied below, the same way as one who is not the caller's.
        return isAboutPatient && question.Patient is not null ? Factors.TenantMissing : Factors.TenantNone;
    }

    private Factor JudgeScope()
    {
        var context = caller.IsService ? ScopeContext.System
            : role is { Relationship: RelationshipNeed.Self } ? ScopeContext.Patient : ScopeContext.User;
        if (!HoldsOperationScope(context)) return Factors.ScopeMissing;
        if (!isAboutData) return Factors.ScopeCovers;
        var interactions = question.Operation.Interactions;
        if (question.ResourceType is { } type) return CoversResource(context, type, interactions) ? Factors.ScopeCovers : Factors.ScopeMissing;
        if (caller.Scopes.Allows(context, SmartScope.AnyType, interactions)) return Factors.ScopeCovers;
        foreach (var topic in question.Topics.Each())
            if (!CoversTopic(topic, context, interactions)) return Factors.ScopeMissing;
        // What may be contained in the resources asked for needs a scope of its own too, or stays out.
        disclosure.Narrow(caller.Scopes, context, interactions);
        return Factors.ScopeCovers;
    }

    private readonly bool HoldsOperationScope(ScopeContext context)
    {
        if (question.Operation.Scope is not { } scopes) return true;
        foreach (var range in scopes.AsSpan().Split(' '))
            if (Holds(scopes[range], context)) return true;
        return false;
    }

    private readonly bool Holds(string scope, ScopeContext context) => SmartScope.Read(scope) is { } smart
        ? smart.Context == context && caller.Scopes.Allows(context, smart.Type, scope[(scope.IndexOf('.', StringComparison.Ordinal) + 1)..])
        : caller.Scopes.Contains(scope);

    private readonly bool CoversResource(ScopeContext context, string type, string interactions)
    {
        if (caller.Scopes.Allows(context, type, interactions)) return true;
        foreach (var category in question.Categories.Each())
            if (caller.Scopes.Allows(context, type, interactions, category)) return true;
        return false;
    }

    // Only what the audience sees can ever be delivered, so only that needs a scope.
    private bool CoversTopic(string topic, ScopeContext context, string interactions)
    {
        if (!policy.Topics.TryGetValue(topic, out var rule)) return true;
        foreach (var type in rule.ResourceTypes.Each())
        {
            if (disclosure.Audience?.Sees(type) == false || caller.Scopes.Allows(context, type, interactions)) continue;
            if (caller.Scopes.CategoriesOf(context, type, interactions) is not { } categories) return false;
            disclosure.NarrowTo(type, categories);
        }

        return true;
    }

    private readonly Factor JudgeRole()
    {
        if (role is null) return Factors.RoleUnknown;
        return role.Operations.Contains(question.Operation.Name) ? role.Permitted : role.Denied;
    }

    private readonly Factor JudgeSignIn()
    {
        if (question.At < SignInCountsUntil) return Factors.SignInRecent;
        return BreakGlassExemption.Find(question, policy.Rules.BreakGlass) switch
        {
            null => Factors.SignInOld,
            { Because: BreakGlassExemption.FormerGrant } => Factors.SignInBrokenBefore,
            _ => Factors.SignInTreatedBefore,
        };
    }

    private static DateTimeOffset EndOf(DateTimeOffset until, DateTimeOffset end) => end < until ? end : until;

    // Not recent but permitted means exempt.
    private readonly DateTimeOffset EmergencyEnd => question.At < SignInCountsUntil
        ? SignInCountsUntil
        : BreakGlassExemption.Find(question, policy.Rules.BreakGlass)?.Until ?? question.At;

    private readonly DateTimeOffset SignInCountsUntil => caller.AuthenticatedAt + policy.Rules.BreakGlass.SignInWithin;

    private readonly Factor JudgeTopic()
    {
        if (!isAboutData || question.Operation.IsEmergency) return Factors.TopicNotAsked;
        if (question.Topics.Count == 0) return Factors.TopicMissing;
        foreach (var topic in question.Topics.Each())
        {
            if (!policy.Topics.TryGetValue(topic, out var rule)) return Factors.TopicUnknown;
            if (role is null || !role.Topics.Contains(topic)) return Factors.TopicDenied;
            if (disclosure.Audience is null) return Factors.AudienceUnknown;
            if (!IsAnyVisible(rule)) return Factors.TopicDenied;
        }

        return Factors.TopicAllowed;
    }

    private readonly bool IsAnyVisible(TopicRule topic)
    {
        if (question.ResourceType is { } asked) return topic.ResourceTypes.Contains(asked);
        foreach (var type in topic.ResourceTypes.Each())
            if (disclosure.Audience!.Sees(type)) return true;
        return false;
    }

    private readonly Factor JudgeRelationship()
    {
        if (!isAboutPatient) return Factors.RelationshipNotAsked;
        if (question.Operation.IsEmergency) return Factors.RelationshipEmergency;
        if (role is { Relationship: RelationshipNeed.None }) return Factors.RelationshipNotNeeded;
        if (role is { Relationship: RelationshipNeed.Self }) return IsSelf ? Factors.RelationshipSelf : Factors.RelationshipOther;
        if (Relationship is { } relationship) return new Factor("relationship", true, relationship.Because);
        return MayBreak ? Factors.RelationshipBroken : Factors.RelationshipNone;
    }

    private readonly Factor JudgePurpose()
    {
        if (!isAboutData) return Factors.PurposeNotAsked;
        if (role is not null && role.Purposes.Contains(caller.Purpose)) return Factors.PurposeAllowed;
        return role is not null && MayBreak ? Factors.PurposeBroken : Factors.PurposeDenied;
    }

    // For who needs a relationship, a patient who is not known looks the same as one who is not theirs.
    private readonly Factor JudgePatient()
    {
        if (!isAboutPatient) return Factors.PatientNotAsked;
        var isKnown = question.Patient is not null && question.Facts is not null && role switch
        {
            { Relationship: RelationshipNeed.None } => true,
            { Relationship: RelationshipNeed.Self } => IsSelf,
            _ => question.Operation.IsEmergency || Relationship is not null || MayBreak,
        };
        return isKnown ? Factors.PatientKnown : Factors.PatientUnknown;
    }
}
