using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Policy.Access;

/// <summary>Questions that are permitted, to be spoilt in one place.</summary>
internal static class Ward
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static TenantId North { get; } = TenantId.Parse("north");

    public static PatientId Patient { get; } = PatientId.Parse("patient-1");

    public static SubjectId Nurse { get; } = SubjectId.Parse("nurse-1");

    public static Caller Caller(string role = "nurse", string scopes = "user/*.rs", bool isService = false) => new()
    {
        Issuer = "https://localhost",
        Subject = Nurse,
        Tenant = North,
        SessionId = "session-1",
        ClientId = "realtimecare-app",
        Roles = new HashSet<string>(role.Split(' ')),
        Scopes = ScopeSet.Parse(scopes),
        IsService = isService,
        AuthenticatedAt = Now.AddMinutes(-5),
        TokenId = "token-1",
        ExpiresAt = Now.AddMinutes(10),
    };

    public static AccessFacts Facts(params Relationship[] relationships) => new(1, 1, relationships);

    public static Relationship Attending(DateTimeOffset? from = null, DateTimeOffset? until = null, string because = "participant via Encounter/1") =>
        new(Nurse, Patient, because, from, until);

    /// <summary>A nurse follows the vitals of a patient of hers.</summary>
    public static AccessQuestion Follow(Caller? caller = null, params Relationship[] relationships) => new(
        caller ?? Caller(),
        Operations.StreamSubscribe,
        North,
        Patient,
        ["vitals"],
        Facts(relationships.Length == 0 ? [Attending()] : relationships),
        Now);

    public static AccessQuestion Ask(Operation operation, Caller caller) => new(caller, operation, North, null, [], null, Now);

    public static AccessQuestion Publish(string type = "Observation", string topic = "vitals", string scopes = "system/Observation.c") =>
        new(Caller("service", scopes, isService: true), Operations.EventPublish, North, Patient, [topic], Facts(), Now) { ResourceType = type };

    public static Decision Decide(AccessQuestion question) => AccessPolicy.Default.Decide(question);

    public static string? ReasonOf(AccessQuestion question) => (Decide(question) as Decision.Deny)?.Reason;
}
