using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Ingest;

/// <summary>Treatment relationships, as the answer to loading or searching them.</summary>
/// <param name="Accepted">How many resources were taken; null for a search.</param>
internal sealed record RelationshipsAnswer(int? Accepted, IReadOnlyList<RelationshipAnswer> Relationships)
{
    public static RelationshipsAnswer Of(int? accepted, IEnumerable<Relationship> relationships) => new(accepted, [.. relationships.Select(one =>
        new RelationshipAnswer(one.Patient.Value, one.Subject.Value, one.Because, one.From, one.Until))]);
}

/// <summary>One treatment relationship.</summary>
internal sealed record RelationshipAnswer(string PatientId, string Subject, string Because, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Ask for the treatment relationships of a patient.</summary>
internal sealed record RelationshipSearch
{
    [Phi] public required PatientReference Patient { get; init; }
}

/// <summary>Find or create the patient that has these identifiers.</summary>
internal sealed record PatientRequest
{
    [Phi] public required IReadOnlyList<PatientIdentifier> Identifiers { get; init; }
}

/// <summary>The service's id of a patient.</summary>
internal sealed record PatientAnswer(string PatientId);
