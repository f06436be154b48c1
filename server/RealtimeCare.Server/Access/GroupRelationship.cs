using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>A treatment relationship between everybody who belongs to a group and a patient.</summary>
/// <param name="Group">The group by reference, such as <c>Organization/1</c>, <c>Location/3</c> or <c>CareTeam/9</c>.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Because">Where it comes from and as what, such as <c>unit via Encounter/123</c>.</param>
/// <param name="From">When it begins; null means it always was.</param>
/// <param name="Until">When it ends; null means no end is known.</param>
public sealed record GroupRelationship(string Group, PatientId Patient, string Because, DateTimeOffset? From, DateTimeOffset? Until);
