namespace RealtimeCare.Client.Records;

/// <summary>A stay or a visit: a FHIR Encounter. An admission, a transfer and a discharge are each a later state of the same one.</summary>
public sealed record Encounter : CareRecord
{
    internal Encounter()
    {
    }

    /// <summary>The kind of stay, such as <c>IMP</c> for inpatient or <c>EMER</c> for emergency.</summary>
    public Coding? Class { get; internal set; }

    /// <summary>From when until when.</summary>
    public RecordPeriod? Period { get; internal set; }

    /// <summary>All places, in the source's order; empty when none is named.</summary>
    public IReadOnlyList<EncounterLocation> Locations { get; internal set; } = [];

    /// <summary>The one place that is marked active; null when none is, or more than one.</summary>
    public EncounterLocation? Location =>
        Locations.Where(location => location.Status == "active").Take(2).ToArray() is [var only] ? only : null;
}

/// <summary>A place of an encounter.</summary>
/// <param name="Name">The place in words.</param>
/// <param name="Reference">The source's reference to it, such as <c>Location/3</c>.</param>
/// <param name="Status"><c>planned</c>, <c>active</c>, <c>reserved</c> or <c>completed</c>.</param>
/// <param name="Period">From when until when.</param>
public sealed record EncounterLocation(string? Name, string? Reference, string? Status, RecordPeriod? Period)
{
    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(location)";
}
