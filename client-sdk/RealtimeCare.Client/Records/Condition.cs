namespace RealtimeCare.Client.Records;

/// <summary>A problem or diagnosis: a FHIR Condition. It has no status; look at both of its own.</summary>
public sealed record Condition : CareRecord
{
    internal Condition()
    {
    }

    /// <summary>What it is.</summary>
    public Concept? Code { get; internal set; }

    /// <summary>What it is, in words.</summary>
    public string? Name => Code?.Name;

    /// <summary>Whether the patient has it now: <c>active</c>, <c>resolved</c> …</summary>
    public Concept? ClinicalStatus { get; internal set; }

    /// <summary>How sure it is: <c>confirmed</c>, <c>provisional</c>, <c>refuted</c> …</summary>
    public Concept? VerificationStatus { get; internal set; }

    /// <summary>How bad it is.</summary>
    public Concept? Severity { get; internal set; }

    /// <summary>When it began, where the source gives a time.</summary>
    public RecordTime? OnsetAt { get; internal set; }
}
