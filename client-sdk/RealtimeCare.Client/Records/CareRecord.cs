using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Records;

/// <summary>
/// What an event says, in the few fields that most apps show. It is read from the FHIR resource that came with the event, which stays
/// the truth: use a FHIR library on <see cref="FhirJson.Utf8"/> for anything else.
/// </summary>
/// <remarks>
/// Null is what is absent, withheld from this receiver (<see cref="CareEvent.Withheld"/> says whether anything was), or of a shape that
/// is not read here: nothing is guessed. Look at <see cref="IsEnteredInError"/>, <see cref="IsNegated"/> and <see cref="HasModifiers"/>
/// before you show a record as a fact.
/// </remarks>
public abstract record CareRecord
{
    private protected CareRecord()
    {
    }

    /// <summary>The FHIR type, such as <c>Observation</c>; null where the resource does not say, as for a lock screen.</summary>
    public string? ResourceType { get; internal set; }

    /// <summary>The resource's own id at its source.</summary>
    public string? Id { get; internal set; }

    /// <summary>The FHIR status, such as <c>final</c>, <c>preliminary</c>, <c>in-progress</c>.</summary>
    public string? Status { get; internal set; }

    /// <summary>Whether the source says that this was never true: do not show it as a fact.</summary>
    public bool IsEnteredInError { get; internal set; }

    /// <summary>
    /// Whether the source says the opposite of what the rest reads like: a medicine that is not taken (<c>not-taken</c>), was not given,
    /// or must not be (<c>doNotPerform</c>), a message that was not sent, or anything else that was not done (<c>not-done</c>), a
    /// condition that was ruled out (<c>refuted</c>). What was planned and given up is not meant: see <see cref="Status"/>.
    /// </summary>
    public bool IsNegated { get; internal set; }

    /// <summary>
    /// Whether something stands in the resource that may change the meaning of the rest (<c>modifierExtension</c>,
    /// <c>implicitRules</c>) and that is not read here: have a person look at the whole.
    /// </summary>
    public bool HasModifiers { get; internal set; }

    /// <summary>Reads what an event says; null when it has no resource, as when it was taken back.</summary>
    public static CareRecord? Read(CareEvent careEvent)
    {
        ArgumentNullException.ThrowIfNull(careEvent);
        return careEvent.Resource.IsEmpty ? null : RecordReader.Read(careEvent.Resource, careEvent.Topic);
    }

    /// <summary>A constant, since a record is PHI.</summary>
    public sealed override string ToString() => "(record)";
}

/// <summary>Any other resource, or one that could not be read.</summary>
public sealed record OtherRecord : CareRecord
{
    internal OtherRecord()
    {
    }
}
