using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access;

/// <summary>A topic of the policy document.</summary>
/// <param name="Name">Such as <c>vitals</c>.</param>
/// <param name="ResourceTypes">The types of the resources that belong to it.</param>
public sealed record TopicRule(string Name, IReadOnlyList<string> ResourceTypes);

/// <summary>A role of the policy document.</summary>
/// <param name="Name">As tokens name it.</param>
/// <param name="Audience">What it sees of a patient; null when it sees nothing.</param>
/// <param name="NeedsRelationship">Whether it needs an active treatment relationship.</param>
/// <param name="Operations">The names of the operations it may ask for.</param>
/// <param name="Topics">The names of the topics it may follow or publish.</param>
/// <param name="Purposes">The purposes of use it may act for, codes of v3-ActReason.</param>
public sealed record RoleRule(
    string Name,
    Audience? Audience,
    bool NeedsRelationship,
    IReadOnlySet<string> Operations,
    IReadOnlySet<string> Topics,
    IReadOnlySet<string> Purposes);
