namespace RealtimeCare.Policy.Access;

/// <summary>The factors that say the same every time.</summary>
internal static class Factors
{
    private const string NotAboutPatient = "not about a patient";

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
}
