namespace RealtimeCare.Identity.Accounts;

/// <summary>Which passwords are taken: 12 characters and more, of four kinds, and not the user's name.</summary>
internal static class PasswordPolicy
{
    private const int MinLength = 12;
    private const int MaxLength = 256;
    private const int MinDistinct = 6;

    /// <summary>A fixed text that says what is missing; null when the password is good.</summary>
    public static string? Mistake(string? password, string? userName)
    {
        if (password is not { Length: >= MinLength and <= MaxLength }) return "The password must have 12 to 256 characters.";
        if (!password.Any(char.IsUpper) || !password.Any(char.IsLower) || !password.Any(char.IsDigit) || password.All(char.IsLetterOrDigit))
            return "The password must have an upper-case and a lower-case letter, a digit and another sign.";
        if (password.Distinct().Count() < MinDistinct) return "The password repeats the same few signs.";
        var holdsName = userName is { Length: > 2 } && password.Contains(userName, StringComparison.OrdinalIgnoreCase);
        return holdsName ? "The password must not hold the user name." : null;
    }
}
