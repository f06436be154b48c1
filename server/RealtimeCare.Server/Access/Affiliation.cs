using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>Says that a person, or everybody of another group, belongs to a group.</summary>
/// <remarks>
/// A group within a group counts one step: who belongs to <c>Organization/1</c>, which is named by <c>CareTeam/9</c>, belongs to both;
/// what <c>CareTeam/9</c> itself is a part of does not count for them. So a circle does no harm.
/// </remarks>
/// <param name="Member">A person as <c>Practitioner/(id)</c>, or a group by reference.</param>
/// <param name="Group">The group by reference.</param>
/// <param name="From">When it begins; null means it always was.</param>
/// <param name="Until">When it ends; null means no end is known.</param>
public sealed record Affiliation(string Member, string Group, DateTimeOffset? From, DateTimeOffset? Until)
{
    private const string Person = "Practitioner/";

    /// <summary>How a person is named among members.</summary>
    public static string MemberOf(SubjectId subject) => Person + subject.Value;

    /// <summary>The person that a member is; null when it is a group.</summary>
    public static SubjectId? PersonOf(string member) =>
        member.StartsWith(Person, StringComparison.Ordinal) && SubjectId.TryParse(member[Person.Length..], out var subject) ? subject : null;
}
