namespace RealtimeCare.Client.Administration;

/// <summary>A treatment relationship as the server knows it.</summary>
/// <param name="PatientId">The service's id of the patient.</param>
/// <param name="Subject">The person.</param>
/// <param name="Because">The FHIR resource it follows from, as <c>ResourceType/id</c>.</param>
/// <param name="From">When it begins; null when it always was.</param>
/// <param name="Until">When it ends; null when no end is known.</param>
public sealed record Relationship(string PatientId, string Subject, string? Because, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>What was taken of a load of relationships.</summary>
/// <param name="Accepted">How many resources were taken.</param>
/// <param name="Relationships">The relationships that follow from them.</param>
public sealed record LoadedRelationships(int Accepted, IReadOnlyList<Relationship> Relationships);
