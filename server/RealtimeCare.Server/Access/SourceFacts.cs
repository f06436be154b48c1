using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>Everything that one resource says about treatment relationships. It replaces what the same resource said before.</summary>
/// <param name="Source">The resource, such as <c>Encounter/123</c>.</param>
/// <param name="Relationships">What it says; empty when it says nothing any more.</param>
public sealed record SourceFacts(string Source, IReadOnlyList<Relationship> Relationships);
