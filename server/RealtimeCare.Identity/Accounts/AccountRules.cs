namespace RealtimeCare.Identity.Accounts;

/// <summary>What an account's fields may hold; each answer is the member that is wrong and a fixed text.</summary>
internal static class AccountRules
{
    public static (string Path, string Detail)? Mistake(NewAccount account)
    {
        if (!IsUserName(account.UserName)) return ("userName", "The user name must have 2 to 64 letters, digits, or the signs . _ - @ +");
        if (PasswordPolicy.Mistake(account.Password, account.UserName) is { } password) return ("password", password);
        return RolesMistake(account.Roles);
    }

    public static (string Path, string Detail)? Mistake(AccountChange change, Account account)
    {
        if (change is { Roles: null, Disabled: null, Password: null }) return ("", "Name at least one of roles, disabled and password.");
        if (change.Password is { } text && PasswordPolicy.Mistake(text, account.UserName) is { } password) return ("password", password);
        return change.Roles is null ? null : RolesMistake(change.Roles);
    }

    public static bool IsTenant(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsUserName(string? text) =>
        text is { Length: >= 2 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+');

    private static (string Path, string Detail)? RolesMistake(IReadOnlyList<string>? roles) => roles is { Count: > 0 } && AccountRoles.AreKnown(roles)
        ? null
        : ("roles", $"Name at least one of {string.Join(", ", AccountRoles.All)}.");
}
