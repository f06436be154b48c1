using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>How names are written in a policy document.</summary>
internal static class PolicyNames
{
    /// <summary>Lower-case words joined by hyphens, as topics, roles and audiences are called.</summary>
    public static bool IsName(string text) => Consists(text, static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static string? FindOperationMistake(string text) =>
        Consists(text, static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') ? null : "is no operation's name";

    public static string? FindPurposeMistake(string text) =>
        Consists(text, char.IsAsciiLetterUpper) ? null : "is no purpose of use";

    /// <summary>As what somebody takes part: lower-case words, such as <c>care team</c>.</summary>
    public static bool IsPart(string text) => Consists(text, static c => char.IsAsciiLetterLower(c) || c is ' ' or '-');

    public static string? FindReasonMistake(string text) => IsName(text) ? null : "is no code of a reason";

    public static string? FindSensitivityMistake(string text) => SecurityLabels.IsSensitivity(text) ? null : "is no sensitivity of v3-ActCode";

    private static bool Consists(string text, Predicate<char> isPart) =>
        text.Length is > 0 and <= 64 && Array.TrueForAll(text.ToCharArray(), isPart);
}
