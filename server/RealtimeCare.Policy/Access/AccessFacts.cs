namespace RealtimeCare.Policy.Access;

/// <summary>What is known about a person and a patient when access is decided.</summary>
/// <param name="SubjectRevision">Grows with every change of a fact about the person.</param>
/// <param name="PatientRevision">Grows with every change of a fact about the patient.</param>
/// <param name="Relationships">The treatment relationships between the two, also ended and future ones.</param>
public sealed record AccessFacts(long SubjectRevision, long PatientRevision, IReadOnlyList<Relationship> Relationships);

/// <summary>A treatment relationship between a person and a patient.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Because">Where it comes from and as what, such as <c>attending via Encounter/123</c>.</param>
/// <param name="From">When it begins; null means it always was.</param>
/// <param name="Until">When it ends; null means no end is known.</param>
public sealed record Relationship(SubjectId Subject, PatientId Patient, string Because, DateTimeOffset? From, DateTimeOffset? Until);
