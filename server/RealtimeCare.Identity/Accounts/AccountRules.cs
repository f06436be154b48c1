namespace RealtimeCare.Identity.Accounts;

/// <summary>What an account's fields may hold; each answer is the member that is wrong and a fixed text.</summary>
internal static class AccountRules
{
    public static (string Path, string Detail)? Mistake(NewAccount account)
    {
        if (!IsUserName(account.UserName)) return ("userName", "The user name must have 2 to 64 letters, digits, or the signs . _ - @ +");
        if (PasswordPolicy.Mistake(account.Password, account.UserName) is { } password) return ("password", password);
        return RolesMistake(account.Roles) ?? PatientMistake(account.Roles!, account.PatientId);
    }

    public static (string Path, string Detail)? Mistake(AccountChange change, Account account)
    {
        if (change is { Roles: null, Disabled: null, Password: null }) return ("", "Name at least one of roles, disabled and password.");
        if (change.Password is { } text && PasswordPolicy.Mistake(text, account.UserName) is { } password) return ("password", password);
        if (change.Roles is null) return null;
        if (RolesMistake(change.Roles) is { } roles) return roles;
        // Whom an account is about is settled once: who stops being a patient, or starts to, gets another account.
        var staysWhatItIs = account.PatientId is null ? !change.Roles.Contains(AccountRoles.Patient) : IsPatientOnly(change.Roles);
        return staysWhatItIs
            ? null
            : ("roles", "An account is a patient's from the start or never, and then has no other role. Make another account.");
    }

    public static bool IsTenant(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsUserName(string? text) =>
        text is { Length: >= 2 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+');

    /// <summary>The service's own ids of patients.</summary>
    private static bool IsPatientId(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsPatientOnly(IReadOnlyList<string> roles) => roles.All(r => r == AccountRoles.Patient);

    private static (string Path, string Detail)? PatientMistake(IReadOnlyList<string> roles, string? patientId)
    {
        if (!roles.Contains(AccountRoles.Patient))
            return patientId is null ? null : ("patientId", "Only an account with the role patient is about a patient.");
        if (!IsPatientOnly(roles)) return ("roles", "An account with the role patient has no other role.");
        return patientId is not null && IsPatientId(patientId) ? null : ("patientId", "Name the patient by the id that the service gave.");
    }

    private static (string Path, string Detail)? RolesMistake(IReadOnlyList<string>? roles) => roles is { Count: > 0 } && AccountRoles.AreKnown(roles)
        ? null
        : ("roles", $"Name at least one of {string.Join(", ", AccountRoles.All)}.");
}
