using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Memory;

/// <summary>A relationship to a patient, in few bytes: the texts are shared by all that say the same.</summary>
/// <param name="Who">A person's id, or a group's reference when <paramref name="Kind"/> says so.</param>
/// <param name="Part">As what: the words before <c>via</c>.</param>
/// <param name="Source">The resource; empty when the reason names none.</param>
internal readonly record struct Tie(string Who, string Part, string Source, Span Span, TieKind Kind)
{
    private const string Via = " via ";

    /// <summary>The reason, as the relationship had it.</summary>
    public string Because => Source.Length == 0 ? Part : string.Concat(Part, Via, Source);

    /// <summary>The kind as relationships have it.</summary>
    public RelationshipKind RelationshipKind => Kind == TieKind.Proxy ? RelationshipKind.Proxy : RelationshipKind.Treatment;

    /// <summary>The two halves of a reason.</summary>
    public static (string Part, string Source) Split(string because)
    {
        var at = because.IndexOf(Via, StringComparison.Ordinal);
        return at < 0 || at + Via.Length == because.Length ? (because, "") : (because[..at], because[(at + Via.Length)..]);
    }
}

/// <summary>Whose relationship a tie is, and what for.</summary>
internal enum TieKind : byte
{
    /// <summary>A person treats the patient.</summary>
    Treatment,

    /// <summary>A person acts for the patient.</summary>
    Proxy,

    /// <summary>Everybody of a group treats the patient.</summary>
    Group,
}
