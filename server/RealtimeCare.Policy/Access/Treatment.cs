namespace RealtimeCare.Policy.Access;

/// <summary>A treatment relationship that counts, and when it stops to; null when no end is known.</summary>
public readonly record struct Treatment(Relationship Relationship, DateTimeOffset? Until);
