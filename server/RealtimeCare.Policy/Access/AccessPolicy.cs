using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access;

/// <summary>A checked policy document: who may do what, and sees which fields. Immutable.</summary>
public sealed class AccessPolicy
{
    /// <summary>The document that is built in.</summary>
    public static AccessPolicy Default => throw new NotImplementedException();

    /// <summary>SHA-256 over what the document says, in hexadecimal; layout and comments do not count.</summary>
    public string Hash => throw new NotImplementedException();

    /// <summary>The topics, by name.</summary>
    public IReadOnlyDictionary<string, TopicRule> Topics => throw new NotImplementedException();

    /// <summary>The roles in the order of the document: the first that permits decides the audience.</summary>
    public IReadOnlyList<RoleRule> Roles => throw new NotImplementedException();

    /// <summary>The audiences in the order of the document.</summary>
    public IReadOnlyList<Audience> Audiences => throw new NotImplementedException();

    /// <summary>Reads a document.</summary>
    /// <exception cref="PolicyException">It cannot be used; the exception lists every mistake.</exception>
    public static AccessPolicy Parse(ReadOnlySpan<byte> utf8) => throw new NotImplementedException();

    /// <summary>Decides. The same question always has the same answer.</summary>
    public Decision Decide(AccessQuestion question) => throw new NotImplementedException();

    /// <summary>The audience of that name; null when there is none.</summary>
    public Audience? FindAudience(string name) => throw new NotImplementedException();
}
