namespace RealtimeCare.Identity.Accounts;

/// <summary>The closed list of what a person can be, and what tokens may say they can do.</summary>
internal static class AccountRoles
{
    public const string Administrator = "administrator";

    private static readonly Dictionary<string, string[]> Scopes = new(StringComparer.Ordinal)
    {
        ["physician"] = ["user/*.rs"],
        ["nurse"] = ["user/*.rs"],
        ["registrar"] = ["user/Encounter.rs", "user/Patient.rs"],
        [Administrator] = ["realtimecare/session.admin", "realtimecare/users.admin", "realtimecare/relationships.admin", "realtimecare/trail.read", "realtimecare/access.review"],
        ["privacy-officer"] = ["realtimecare/trail.read", "realtimecare/access.review"],
    };

    public static IReadOnlyCollection<string> All => Scopes.Keys;

    public static bool AreKnown(IReadOnlyCollection<string> roles) => roles.All(Scopes.ContainsKey);

    /// <summary>Everything that these roles allow together.</summary>
    public static IReadOnlyList<string> ScopesOf(IEnumerable<string> roles) =>
        [.. roles.SelectMany(r => Scopes.GetValueOrDefault(r, [])).Distinct(StringComparer.Ordinal)];
}
