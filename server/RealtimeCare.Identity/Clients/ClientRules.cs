using RealtimeCare.Identity.Tokens;

namespace RealtimeCare.Identity.Clients;

/// <summary>What a service's registration may hold; each answer is the member that is wrong and a fixed text.</summary>
internal static class ClientRules
{
    /// <summary>A service may load facts and end sessions for automation; it may not make users, which would let it be anyone.</summary>
    private static readonly string[] OwnScopes = ["realtimecare/relationships.admin", "realtimecare/session.admin"];

    public static (string Path, string Detail)? Mistake(NewClient client)
    {
        if (!IsClientId(client.ClientId)) return ("clientId", "The client id must have 1 to 64 letters, digits, or the signs . _ -");
        if (client.DisplayName is not { Length: > 0 and <= 128 }) return ("displayName", "The display name must have 1 to 128 characters.");
        var scopesAreGood = client.Scopes is { Count: > 0 and <= 64 } && ScopeText.IsClean(client.Scopes) && client.Scopes.All(IsScope);
        return scopesAreGood ? null : ("scopes", $"Name 1 to 64 scopes of the form system/<Type|*>.<cruds>[?category=<system>|<code>], or {string.Join(", ", OwnScopes)}.");
    }

    private static bool IsClientId(string? text) =>
        // A GUID is the subject of a person: a service must not stand in the trail as one.
        text is { Length: > 0 and <= 64 } && !Guid.TryParse(text, out _) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsScope(string text) => Scope.TryParse(text) is { Context: "system" } || OwnScopes.Contains(text);
}
