namespace RealtimeCare.Client.Records;

/// <summary>
/// A medicine ordered, given, or said to be taken, or the opposite of it, see <see cref="CareRecord.IsNegated"/>: a FHIR
/// MedicationRequest, MedicationAdministration or MedicationStatement.
/// </summary>
public sealed record Medication : CareRecord
{
    internal Medication()
    {
    }

    /// <summary>What it is.</summary>
    public MedicationKind Kind { get; internal set; }

    /// <summary>The medicine; null where the source names it by reference alone, see <see cref="Reference"/>.</summary>
    public Concept? Code { get; internal set; }

    /// <summary>The medicine in words.</summary>
    public string? Name => Code?.Name ?? ReferenceName;

    /// <summary>The source's reference to the medicine.</summary>
    public string? Reference { get; internal set; }

    /// <summary>What the reference calls it.</summary>
    public string? ReferenceName { get; internal set; }

    /// <summary>Whether an order says that this must NOT be given.</summary>
    public bool IsProhibition { get; internal set; }

    /// <summary>Of an order, what it is: <c>order</c>, <c>plan</c>, <c>proposal</c> …</summary>
    public string? Intent { get; internal set; }

    /// <summary>How much and how often, in words: all of it, or empty when the source does not say all of it in words.</summary>
    public IReadOnlyList<string> Dosages { get; internal set; } = [];

    /// <summary>When it was ordered, given or taken; null when it was over a <see cref="Period"/>.</summary>
    public RecordTime? At { get; internal set; }

    /// <summary>Over which time it was given or taken.</summary>
    public RecordPeriod? Period { get; internal set; }
}

/// <summary>What is said of a medicine.</summary>
public enum MedicationKind
{
    /// <summary>It was ordered, or forbidden: see <see cref="CareRecord.IsNegated"/>.</summary>
    Request,

    /// <summary>It was given, or not: see <see cref="CareRecord.IsNegated"/> and the status.</summary>
    Administration,

    /// <summary>It is said to be taken, or not: see <see cref="CareRecord.IsNegated"/>.</summary>
    Statement,
}
