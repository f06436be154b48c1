namespace RealtimeCare.Identity.Accounts;

/// <summary>The closed list of what a person can be, and what tokens may say they can do and to what purpose.</summary>
internal static class AccountRoles
{
    public const string Administrator = "administrator";

    /// <summary>The person whom the records are about: bound to one patient, and nothing else besides.</summary>
    public const string Patient = "patient";

    /// <summary>The purpose that goes without saying wherever a role may have it (v3-ActReason).</summary>
    private const string Treatment = "TREAT";

    private static readonly Dictionary<string, Role> Roles = new(StringComparer.Ordinal)
    {
        ["physician"] = new("user/*.rs", "TREAT ETREAT"),
        ["nurse"] = new("user/*.rs", "TREAT ETREAT"),
        ["registrar"] = new("user/Encounter.rs user/Patient.rs", "TREAT HOPERAT"),
        ["ancillary"] = new("user/Encounter.rs user/Patient.rs user/Flag.rs user/Location.rs", "TREAT HOPERAT"),
        ["billing"] = new(
            "user/Claim.rs user/ClaimResponse.rs user/ExplanationOfBenefit.rs user/Coverage.rs user/Account.rs user/ChargeItem.rs "
            + "user/Encounter.rs user/Patient.rs user/Procedure.rs user/Condition.rs",
            "HPAYMT"),
        ["telemetry-technician"] = new(
            "user/Observation.rs user/Device.rs user/DeviceMetric.rs user/Communication.rs user/Flag.rs user/DetectedIssue.rs "
            + "user/CommunicationRequest.rs user/Encounter.rs",
            "TREAT ETREAT"),
        [Patient] = new("patient/*.rs", "PATRQT"),
        ["proxy"] = new("user/*.rs", "PATRQT"),
        [Administrator] = new(
            "realtimecare/session.admin realtimecare/users.admin realtimecare/relationships.admin realtimecare/trail.read "
            + "realtimecare/access.review",
            ""),
        ["privacy-officer"] = new("realtimecare/trail.read realtimecare/access.review", ""),
    };

    public static IReadOnlyCollection<string> All => Roles.Keys;

    public static bool AreKnown(IReadOnlyCollection<string> roles) => roles.All(Roles.ContainsKey);

    /// <summary>Everything that these roles allow together.</summary>
    public static IReadOnlyList<string> ScopesOf(IEnumerable<string> roles) => Union(roles, r => r.Scopes);

    /// <summary>Every purpose of use that these roles may name at a sign-in; none for roles that see no patient.</summary>
    public static IReadOnlyList<string> PurposesOf(IEnumerable<string> roles) => Union(roles, r => r.Purposes);

    /// <summary>The purpose of a sign-in that names none; null for roles that have none.</summary>
    public static string? DefaultPurposeOf(IEnumerable<string> roles)
    {
        var purposes = PurposesOf(roles);
        return purposes.Contains(Treatment) ? Treatment : purposes is [var first, ..] ? first : null;
    }

    private static string[] Union(IEnumerable<string> roles, Func<Role, string> list) =>
    [
        .. roles.Where(Roles.ContainsKey)
            .SelectMany(r => list(Roles[r]).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal),
    ];

    private sealed record Role(string Scopes, string Purposes);
}
