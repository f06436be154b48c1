namespace RealtimeCare.Policy.Shaping;

/// <summary>The set of fields that a class of people may see.</summary>
public sealed class Audience
{
    /// <summary>Its name in the policy document.</summary>
    public required string Name { get; init; }

    /// <summary>A hash of what it allows: equal hashes shape equally.</summary>
    public required string Hash { get; init; }
}
