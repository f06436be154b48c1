using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>Everything that one resource says about access. It replaces what the same resource said before.</summary>
/// <param name="Source">The resource, such as <c>Encounter/123</c>.</param>
/// <param name="Relationships">The relationships of persons; empty when it says nothing any more.</param>
public sealed record SourceFacts(string Source, IReadOnlyList<Relationship> Relationships)
{
    /// <summary>The relationships of groups.</summary>
    public IReadOnlyList<GroupRelationship> Groups { get; init; } = [];

    /// <summary>Who belongs to which group.</summary>
    public IReadOnlyList<Affiliation> Affiliations { get; init; } = [];

    /// <summary>What it says as a consent; null when it is none, or none in force.</summary>
    public PatientConsent? Consent { get; init; }
}
