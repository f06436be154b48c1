using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>What one resource says, before its patient is looked up.</summary>
/// <param name="Source">The resource, such as <c>Encounter/123</c>.</param>
/// <param name="Path">Where it stands in the request.</param>
internal sealed record IncomingFacts(string Source, string Path)
{
    /// <summary>The patient it is about, by any of these; empty when it is about none.</summary>
    public IReadOnlyList<PatientReference> Patient { get; init; } = [];

    /// <summary>Where in the resource the patient is named.</summary>
    public string PatientElement { get; init; } = "subject";

    /// <summary>Who treats the patient, or acts for the patient.</summary>
    public IReadOnlyList<IncomingPart> Parts { get; init; } = [];

    /// <summary>What the parts are for.</summary>
    public RelationshipKind Kind { get; init; }

    /// <summary>Whether a status says that it is over, whatever its period: what was over before ended then, and not now.</summary>
    public bool IsOver { get; init; }

    /// <summary>Whether it says nothing any more, so that it does not matter whether its patient is known.</summary>
    public bool IsGone { get; init; }

    /// <summary>Who belongs to which group.</summary>
    public IReadOnlyList<IncomingAffiliation> Affiliations { get; init; } = [];

    /// <summary>The consent, when it is one in force.</summary>
    public ConsentProvision? Consent { get; init; }
}

/// <summary>One person or group that takes part.</summary>
internal sealed record IncomingPart(FactsMember Member, string Because, FhirPeriod Period);

/// <summary>One person or group that belongs to a group.</summary>
internal sealed record IncomingAffiliation(FactsMember Member, string Group, FhirPeriod Period);
