using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Facts about access, as the answer to loading or searching them.</summary>
/// <param name="Accepted">How many resources were taken; null for a search.</param>
/// <param name="Relationships">Of persons.</param>
/// <param name="Groups">Of everybody who belongs to a group.</param>
/// <param name="Affiliations">Who belongs to what: as loaded, or to the groups that are found.</param>
/// <param name="Consents">Those in force.</param>
internal sealed record RelationshipsAnswer(
    int? Accepted,
    IReadOnlyList<RelationshipAnswer> Relationships,
    IReadOnlyList<GroupAnswer> Groups,
    IReadOnlyList<AffiliationAnswer> Affiliations,
    IReadOnlyList<ConsentAnswer> Consents)
{
    private const int MostAffiliations = 1000;

    public static RelationshipsAnswer None { get; } = new(null, [], [], [], []);

    public static RelationshipsAnswer Of(IReadOnlyList<SourceFacts> loaded) => new(
        loaded.Count,
        [.. loaded.SelectMany(one => one.Relationships).Select(RelationshipAnswer.Of)],
        [.. loaded.SelectMany(one => one.Groups).Select(GroupAnswer.Of)],
        [.. loaded.SelectMany(one => one.Affiliations).Select(AffiliationAnswer.Of)],
        [.. loaded.Where(one => one.Consent is not null).Select(one => ConsentAnswer.Of(one.Source, one.Consent!.Root))]);

    public static RelationshipsAnswer Of(PatientFacts found, IEnumerable<Affiliation> affiliations) => new(
        null,
        [.. found.Relationships.Select(RelationshipAnswer.Of)],
        [.. found.Groups.Select(GroupAnswer.Of)],
        [.. affiliations.Take(MostAffiliations).Select(AffiliationAnswer.Of)],
        [.. found.Consents.Select(one => ConsentAnswer.Of(one.Reference, one.Root))]);
}

/// <summary>One relationship of a person.</summary>
internal sealed record RelationshipAnswer(string PatientId, string Subject, string Because, DateTimeOffset? From, DateTimeOffset? Until)
{
    public static RelationshipAnswer Of(Relationship one) => new(one.Patient.Value, one.Subject.Value, one.Because, one.From, one.Until);
}

/// <summary>One relationship of a group.</summary>
internal sealed record GroupAnswer(string PatientId, string Group, string Because, DateTimeOffset? From, DateTimeOffset? Until)
{
    public static GroupAnswer Of(GroupRelationship one) => new(one.Patient.Value, one.Group, one.Because, one.From, one.Until);
}

/// <summary>That a person or a group belongs to a group.</summary>
internal sealed record AffiliationAnswer(string Member, string Group, DateTimeOffset? From, DateTimeOffset? Until)
{
    public static AffiliationAnswer Of(Affiliation one) => new(one.Member, one.Group, one.From, one.Until);
}

/// <summary>One consent in force, without what it says.</summary>
/// <param name="FullyJudged">
/// Whether everything in it could be judged. What could not makes a denial in it wider, and a permission permit nothing.
/// </param>
internal sealed record ConsentAnswer(string Reference, bool FullyJudged)
{
    public static ConsentAnswer Of(string reference, ConsentProvision root) => new(reference, IsJudged(root));

    private static bool IsJudged(ConsentProvision rule) => !rule.HasUnjudgedCondition && rule.Exceptions.All(IsJudged);
}

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
