namespace RealtimeCare.Policy.Access;

/// <summary>Everything that a decision is made from.</summary>
/// <param name="Caller">Who acts.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Tenant">The tenant of the resource; null when there is none, or the resource is not known.</param>
/// <param name="Patient">The patient; null when the operation is about none, or the patient is not known.</param>
/// <param name="Topics">The topics asked for; empty when the operation is about no patient.</param>
/// <param name="Facts">
/// What is known about the caller and the patient. An operation about a patient is denied without: give empty facts for a known
/// patient to whom the caller has no relationship.
/// </param>
/// <param name="At">The instant for which it is decided.</param>
public sealed record AccessQuestion(
    Caller Caller,
    Operation Operation,
    TenantId? Tenant,
    PatientId? Patient,
    IReadOnlyList<string> Topics,
    AccessFacts? Facts,
    DateTimeOffset At)
{
    /// <summary>
    /// The type of the one resource it is about, when that is known, as in publishing; null means every type of the topics that
    /// the caller's audience sees.
    /// </summary>
    public string? ResourceType { get; init; }

    /// <summary>The categories of that one resource, written <c>system|code</c>: scopes may be restricted to some.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether it is about the patient's restricted stream, whose events carry labels above normal.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>A narrower audience that the caller asks for, such as <c>lock-screen</c>; null for the role's own.</summary>
    public string? Audience { get; init; }
}
