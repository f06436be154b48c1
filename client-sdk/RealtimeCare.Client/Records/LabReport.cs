namespace RealtimeCare.Client.Records;

/// <summary>A report that puts results together: a FHIR DiagnosticReport. Its values come as <see cref="LabResult"/>s of their own.</summary>
public sealed record LabReport : CareRecord
{
    internal LabReport()
    {
    }

    /// <summary>What was examined.</summary>
    public Concept? Code { get; internal set; }

    /// <summary>What was examined, in words.</summary>
    public string? Name => Code?.Name;

    /// <summary>The conclusion in words.</summary>
    public string? Conclusion { get; internal set; }

    /// <summary>When the report was made.</summary>
    public RecordTime? IssuedAt { get; internal set; }
}
