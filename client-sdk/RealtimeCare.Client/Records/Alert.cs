namespace RealtimeCare.Client.Records;

/// <summary>Something that a person should know of: a FHIR Flag, Communication or DetectedIssue. How urgent it is says the event's severity.</summary>
public sealed record Alert : CareRecord
{
    internal Alert()
    {
    }

    /// <summary>What it is.</summary>
    public AlertKind Kind { get; internal set; }

    /// <summary>What it is about.</summary>
    public Concept? Code { get; internal set; }

    /// <summary>What it says: of a communication all its texts, one a line. See <see cref="HasMore"/>.</summary>
    public string? Text { get; internal set; }

    /// <summary>
    /// Of a communication its FHIR priority (<c>routine</c>, <c>urgent</c>, <c>asap</c>, <c>stat</c>), of a detected issue its severity
    /// (<c>high</c>, <c>moderate</c>, <c>low</c>).
    /// </summary>
    public string? Priority { get; internal set; }

    /// <summary>When it was sent or found, or from when a flag holds.</summary>
    public RecordTime? At { get; internal set; }

    /// <summary>Of a flag, until when it holds; null when it goes on.</summary>
    public RecordTime? Until { get; internal set; }

    /// <summary>Whether a communication holds something besides texts.</summary>
    public bool HasMore { get; internal set; }
}

/// <summary>The kinds of alerts.</summary>
public enum AlertKind
{
    /// <summary>A standing warning about the patient.</summary>
    Flag,

    /// <summary>A message from somebody, or from a device.</summary>
    Communication,

    /// <summary>A danger that was found, such as two medicines that do not go together.</summary>
    DetectedIssue,
}
