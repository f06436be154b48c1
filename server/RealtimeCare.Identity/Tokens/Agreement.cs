namespace RealtimeCare.Identity.Tokens;

/// <summary>What a sign-in was granted, and what every refresh of it may not go beyond.</summary>
/// <param name="Purpose">The purpose of use; null for roles without one.</param>
internal sealed record Agreement(IReadOnlyList<string> Scopes, string? Purpose);
