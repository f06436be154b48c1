using Hl7.Fhir.Model;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>A person of ours, or a group, as a reference names it.</summary>
/// <param name="Reference">The reference: a type and an id, nothing else.</param>
/// <param name="Person">The person; null for a group.</param>
internal sealed record FactsMember(string Reference, SubjectId? Person)
{
    private const string Practitioner = "Practitioner";
    private const int LongestId = 64;

    /// <summary>The member that a reference names; null when it names none of ours, or in another way.</summary>
    /// <param name="groups">The types of group that may stand there.</param>
    public static FactsMember? Read(ResourceReference? reference, params ReadOnlySpan<string> groups)
    {
        if (Split(reference) is not var (type, id)) return null;
        if (type == Practitioner) return SubjectId.TryParse(id, out var subject) ? new FactsMember(Affiliation.MemberOf(subject), subject) : null;
        return groups.Contains(type) ? new FactsMember($"{type}/{id}", null) : null;
    }

    /// <summary>The type and id of a relative reference; null for every other kind.</summary>
    public static (string Type, string Id)? Split(ResourceReference? reference)
    {
        if (reference?.Reference is not { } text || text.Split('/') is not [var type, var id]) return null;
        return type.Length > 0 && type.All(char.IsAsciiLetter) && IsId(id) ? (type, id) : null;
    }

    // FHIR's ids, and the underscore that our ids of persons may hold.
    private static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(static one => char.IsAsciiLetterOrDigit(one) || one is '-' or '.' or '_');
}
