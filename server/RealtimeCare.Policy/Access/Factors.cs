namespace RealtimeCare.Policy.Access;

/// <summary>The factors that say the same every time.</summary>
internal static class Factors
{
    private const string NotAboutPatient = "not about a patient";
    private const string BrokenGlass = "break-glass";

    public static readonly Factor TokenValid = new("token", true, "valid");
    public static readonly Factor TokenExpired = new("token", false, "expired");
    public static readonly Factor TenantSame = new("tenant", true, "same");
    public static readonly Factor TenantOther = new("tenant", false, "other");
    public static readonly Factor TenantMissing = new("tenant", false, "missing");
    public static readonly Factor TenantNone = new("tenant", true, "none");
    public static readonly Factor ScopeCovers = new("scope", true, "covers");
    public static readonly Factor ScopeMissing = new("scope", false, "missing");
    public static readonly Factor RoleUnknown = new("role", false, "unknown");
    public static readonly Factor TopicAllowed = new("topic", true, "allowed");
    public static readonly Factor TopicDenied = new("topic", false, "not for the role");
    public static readonly Factor TopicUnknown = new("topic", false, "unknown");
    public static readonly Factor TopicMissing = new("topic", false, "missing");
    public static readonly Factor TopicNotAsked = new("topic", true, NotAboutPatient);
    public static readonly Factor RelationshipNone = new("relationship", false, "none active");
    public static readonly Factor RelationshipNotNeeded = new("relationship", true, "not needed");
    public static readonly Factor RelationshipNotAsked = new("relationship", true, NotAboutPatient);
    public static readonly Factor PurposeAllowed = new("purpose", true, "allowed");
    public static readonly Factor PurposeDenied = new("purpose", false, "not for the role");
    public static readonly Factor PurposeNotAsked = new("purpose", true, NotAboutPatient);
    public static readonly Factor PatientKnown = new("patient", true, "known");
    public static readonly Factor PatientUnknown = new("patient", false, "not known");
    public static readonly Factor PatientNotAsked = new("patient", true, NotAboutPatient);
    public static readonly Factor RelationshipSelf = new("relationship", true, "self");
    public static readonly Factor RelationshipOther = new("relationship", false, "not the patient");
    public static readonly Factor RelationshipBroken = new("relationship", true, BrokenGlass);
    public static readonly Factor RelationshipEmergency = new("relationship", true, "not needed in an emergency");
    public static readonly Factor SignInRecent = new("sign-in", true, "recent");
    public static readonly Factor SignInTreatedBefore = new("sign-in", true, BreakGlassExemption.FormerRelationship);
    public static readonly Factor SignInBrokenBefore = new("sign-in", true, BreakGlassExemption.FormerGrant);
    public static readonly Factor SignInOld = new("sign-in", false, "not recent");
    public static readonly Factor ConsentNotAsked = new("consent", true, "no disclosure");
    public static readonly Factor ConsentAbsent = new("consent", true, "none, permitted by policy");
    public static readonly Factor ConsentMissing = new("consent", false, "none");
    public static readonly Factor ConsentPermits = new("consent", true, "permits");
    public static readonly Factor ConsentNarrows = new("consent", true, "permits in part");
    public static readonly Factor ConsentDenies = new("consent", false, "denies");
    public static readonly Factor ConsentSelf = new("consent", true, "not needed for one's own data");
    public static readonly Factor ConsentBroken = new("consent", true, BrokenGlass);
    public static readonly Factor LabelNormal = new("label", true, "normal");
    public static readonly Factor LabelCleared = new("label", true, "cleared");
    public static readonly Factor LabelByConsent = new("label", true, "cleared by consent");
    public static readonly Factor LabelBroken = new("label", true, BrokenGlass);
    public static readonly Factor LabelNotCleared = new("label", false, "not cleared");
    public static readonly Factor LabelNotAsked = new("label", true, "no disclosure");
    public static readonly Factor PurposeBroken = new("purpose", true, BrokenGlass);
    public static readonly Factor AudienceUnknown = new("topic", false, "no such audience for the role");
}
