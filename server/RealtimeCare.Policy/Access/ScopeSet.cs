namespace RealtimeCare.Policy.Access;

/// <summary>The scopes of a token.</summary>
public sealed class ScopeSet
{
    private readonly HashSet<string> scopes;

    private ScopeSet(HashSet<string> scopes) => this.scopes = scopes;

    /// <summary>Reads a space separated list.</summary>
    public static ScopeSet Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>Whether a scope that is no SMART scope, such as <c>realtimecare/session.admin</c>, is among them.</summary>
    public bool Contains(string scope) => scopes.Contains(scope);
}
