namespace RealtimeCare.Server.Access.Memory;

/// <summary>That somebody belongs to a group, and when.</summary>
internal readonly record struct Membership(string Group, Span Span);
