namespace RealtimeCare.Client.Records;

/// <summary>Something that was measured or looked at: a FHIR Observation.</summary>
public abstract record Observed : CareRecord
{
    private protected Observed()
    {
    }

    /// <summary>What was observed.</summary>
    public Concept? Code { get; internal set; }

    /// <summary>What was observed, in words.</summary>
    public string? Name => Code?.Name;

    /// <summary>The value; null when there is none, as where <see cref="Components"/> hold it, or <see cref="AbsentReason"/> says why.</summary>
    public RecordValue? Value { get; internal set; }

    /// <summary>The number of an exact quantity, with the digits that the source gave; null for anything else, also for "&lt; 5".</summary>
    public decimal? Number => (Value as Quantity)?.Exact;

    /// <summary>The unit of a quantity, as it is to be shown.</summary>
    public string? Unit => (Value as Quantity)?.Unit;

    /// <summary>
    /// The value as it is to be shown, with its comparator and unit; of a value of several parts all of them: "Systolic blood pressure
    /// 120 mmHg, Diastolic blood pressure 80 mmHg". Null when there is none. It is PHI: not for logs.
    /// </summary>
    public string? ValueText => Value?.ToText() ?? (Components.Count == 0 ? null : string.Join(", ", Components.Select(PartText)));

    /// <summary>Why there is no value.</summary>
    public Concept? AbsentReason { get; internal set; }

    /// <summary>The parts of a value of several, such as systolic and diastolic pressure; empty when there are none.</summary>
    public IReadOnlyList<ObservedComponent> Components { get; internal set; } = [];

    /// <summary>How the source judges the value, such as <c>H</c> for high; empty when it does not.</summary>
    public IReadOnlyList<Concept> Interpretations { get; internal set; } = [];

    /// <summary>What is usual; empty when the source does not say.</summary>
    public IReadOnlyList<ReferenceRange> ReferenceRanges { get; internal set; } = [];

    /// <summary>When it was observed; null when it was over a <see cref="ObservedPeriod"/>.</summary>
    public RecordTime? ObservedAt { get; internal set; }

    /// <summary>Over which time it was observed.</summary>
    public RecordPeriod? ObservedPeriod { get; internal set; }

    private static string PartText(ObservedComponent part) =>
        $"{part.Code?.Name} {part.Value?.ToText() ?? part.AbsentReason?.Name ?? "-"}".Trim();
}

/// <summary>A vital sign: an Observation of the topic <c>vitals</c>, or of the category <c>vital-signs</c>.</summary>
public sealed record VitalSign : Observed
{
    internal VitalSign()
    {
    }
}

/// <summary>One value of the laboratory: an Observation of the topic <c>labs</c>, or of the category <c>laboratory</c>.</summary>
public sealed record LabResult : Observed
{
    internal LabResult()
    {
    }
}

/// <summary>A part of an observed value.</summary>
/// <param name="Code">What was observed.</param>
/// <param name="Value">The value.</param>
/// <param name="AbsentReason">Why there is no value.</param>
/// <param name="Interpretations">How the source judges the value.</param>
/// <param name="ReferenceRanges">What is usual.</param>
public sealed record ObservedComponent(
    Concept? Code, RecordValue? Value, Concept? AbsentReason, IReadOnlyList<Concept> Interpretations, IReadOnlyList<ReferenceRange> ReferenceRanges)
{
    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(component)";
}

/// <summary>What is usual, for whom.</summary>
/// <param name="Low">The lowest value; null when there is none, or it could not be read: see <see cref="IsPartial"/>.</param>
/// <param name="High">The highest value; null when there is none, or it could not be read: see <see cref="IsPartial"/>.</param>
/// <param name="Kind">What it is the range of, such as <c>normal</c>, <c>therapeutic</c>; null means normal, unless <see cref="IsPartial"/>.</param>
/// <param name="AppliesTo">For whom it holds; empty means for everybody, unless <see cref="IsPartial"/>.</param>
/// <param name="Text">The range in words.</param>
public sealed record ReferenceRange(Quantity? Low, Quantity? High, Concept? Kind, IReadOnlyList<Concept> AppliesTo, string? Text)
{
    /// <summary>
    /// Whether the source says more of it than stands here: the age that it holds for, or something that could not be read. Do not
    /// judge a value by such a range: it may be another's, or have a bound that is missing here.
    /// </summary>
    public bool IsPartial { get; internal init; }

    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(range)";
}
