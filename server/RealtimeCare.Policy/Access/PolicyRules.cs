using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access;

/// <summary>A topic of the policy document.</summary>
/// <param name="Name">Such as <c>vitals</c>.</param>
/// <param name="ResourceTypes">The types of the resources that belong to it.</param>
public sealed record TopicRule(string Name, IReadOnlyList<string> ResourceTypes);

/// <summary>A role of the policy document.</summary>
/// <param name="Name">As tokens name it.</param>
/// <param name="Audience">What it sees of a patient; null when it sees nothing.</param>
/// <param name="Relationship">What it must be to the patient.</param>
/// <param name="Operations">The names of the operations it may ask for.</param>
/// <param name="Topics">The names of the topics it may follow or publish.</param>
/// <param name="Purposes">The purposes of use it may act for, codes of v3-ActReason.</param>
public sealed record RoleRule(
    string Name,
    Audience? Audience,
    RelationshipNeed Relationship,
    IReadOnlySet<string> Operations,
    IReadOnlySet<string> Topics,
    IReadOnlySet<string> Purposes)
{
    /// <summary>Whether it must be something to the patient.</summary>
    public bool NeedsRelationship => Relationship != RelationshipNeed.None;

    /// <summary>Whether a consent must permit it; otherwise the policy's rule for absent consent counts.</summary>
    public bool RequiresConsent { get; init; }

    /// <summary>Audiences that a caller of this role may ask for in place of its own.</summary>
    public IReadOnlyList<Audience> Narrower { get; init; } = [];

    internal Factor Permitted { get; } = new("role", true, Name);

    internal Factor Denied { get; } = new("role", false, Name + " may not");
}

/// <summary>What a role must be to the patient.</summary>
public enum RelationshipNeed
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It must treat the patient.</summary>
    Treatment,

    /// <summary>It must be the patient.</summary>
    Self,

    /// <summary>It must act for the patient.</summary>
    Proxy,
}
