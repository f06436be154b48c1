using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Policy.Access;

/// <summary>What is known about a person and a patient when access is decided.</summary>
/// <param name="SubjectRevision">Grows with every change of a fact about the person.</param>
/// <param name="PatientRevision">Grows with every change of a fact about the patient.</param>
/// <param name="Relationships">The relationships between the two, also ended and future ones.</param>
public sealed record AccessFacts(long SubjectRevision, long PatientRevision, IReadOnlyList<Relationship> Relationships)
{
    /// <summary>The active consents of the patient.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    /// <summary>The break-glass grants of the person for the patient, also ended ones.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>
    /// What the person belongs to, by reference, such as <c>Organization/1</c> or <c>PractitionerRole/7</c>: consents may name those.
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>
    /// When the groups change by time alone, so that the facts have to be read anew; null when they do not. Relationships, consents
    /// and grants carry their own times.
    /// </summary>
    public DateTimeOffset? ValidUntil { get; init; }
}
