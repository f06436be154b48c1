namespace RealtimeCare.Policy.Access;

/// <summary>The scopes of a token.</summary>
public sealed class ScopeSet
{
    private readonly HashSet<string> scopes;

    private ScopeSet(HashSet<string> scopes) => this.scopes = scopes;

    /// <summary>Reads a space separated list.</summary>
    public static ScopeSet Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>Whether the token carries exactly this scope, such as <c>realtimecare/session.admin</c>.</summary>
    public bool Contains(string scope) => scopes.Contains(scope);

    /// <summary>Whether the SMART scopes cover every one of the interactions, such as <c>rs</c>, on every resource of the type.</summary>
    public bool Allows(ScopeContext context, string resourceType, string interactions) => throw new NotImplementedException();
}
