namespace RealtimeCare.Policy.Shaping;

/// <summary>What an audience sees of one resource type.</summary>
/// <param name="Tree">The elements.</param>
/// <param name="Category">The categories of which a resource must have one; null when any will do.</param>
internal sealed record TypeRule(PathNode Tree, CategoryTest? Category);
