using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Bundles;

/// <summary>A patient found in FHIR files, with what the files say about them, in the order of the files.</summary>
internal sealed record BundlePatient(PatientIdentifier Identifier, IReadOnlyList<BundleResource> Resources)
{
    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(patient)";
}

/// <summary>One resource of a file.</summary>
internal sealed record BundleResource(string Type, string Topic, string Key, FhirJson Json)
{
    /// <summary>What its publisher sends.</summary>
    public PublishRequest ToRequest(PatientReference patient) => new()
    {
        Patient = patient,
        Topic = Topic,
        Class = EventClass.Durable,
        Severity = EventSeverity.Routine,
        IdempotencyKey = Key,
        Resource = Json,
    };

    /// <summary>Names the resource without its content.</summary>
    public override string ToString() => Type;
}
