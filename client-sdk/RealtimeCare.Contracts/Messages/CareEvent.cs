using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>One event of a patient's stream, as far as the receiver may see it.</summary>
[DataContract]
public sealed record CareEvent
{
    /// <summary>The event's own id.</summary>
    [DataMember(Name = "eventId")] public required Guid EventId { get; init; }

    /// <summary>Offset of a durable event; 0 for a state event.</summary>
    [DataMember(Name = "offset")] public required long Offset { get; init; }

    /// <summary>Version of a state event, growing within the stream; 0 for a durable event.</summary>
    [DataMember(Name = "stateVersion")] public long StateVersion { get; init; }

    /// <summary>The topic.</summary>
    [DataMember(Name = "topic")] public required string Topic { get; init; }

    /// <summary>How it is kept.</summary>
    [DataMember(Name = "class")] public required EventClass Class { get; init; }

    /// <summary>How urgent it is.</summary>
    [DataMember(Name = "severity")] public required EventSeverity Severity { get; init; }

    /// <summary>When the service took it.</summary>
    [DataMember(Name = "publishedAt")] public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>When it was observed, as far as its publisher said.</summary>
    [DataMember(Name = "observedAt")] public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>The position of the earlier event that this one takes the place of; null for any other.</summary>
    [DataMember(Name = "corrects")] public long? Corrects { get; init; }

    /// <summary>
    /// The position of the earlier event that its publisher took back: forget what you keep of it. Such an event has no resource.
    /// Null for any other.
    /// </summary>
    [DataMember(Name = "retracts")] public long? Retracts { get; init; }

    /// <summary>Why it was taken back; null for anything but a retraction.</summary>
    [DataMember(Name = "retractReason")] public RetractReason? RetractReason { get; init; }

    /// <summary>Whether this event was taken back since: it keeps its place and has no resource any more.</summary>
    [DataMember(Name = "isRetracted")] public bool IsRetracted { get; init; }

    /// <summary>
    /// Whether this person may have received it before without having acknowledged it, on whichever device. Always false for state.
    /// </summary>
    [DataMember(Name = "repeated")] public bool Repeated { get; init; }

    /// <summary>
    /// Until when a person must have seen it: report what the app has shown and what its person has accepted. Null when nothing of
    /// the kind is asked for.
    /// </summary>
    [DataMember(Name = "acknowledgeBy")] public DateTimeOffset? AcknowledgeBy { get; init; }

    /// <summary>How many elements were withheld from this receiver.</summary>
    [DataMember(Name = "withheld")] public int Withheld { get; init; }

    /// <summary>
    /// What the law demands to be said with it, such as the notice of 42 CFR 2.32; show it with the event. Null when nothing is.
    /// </summary>
    [DataMember(Name = "notices")] public IReadOnlyList<string>? Notices { get; init; }

    /// <summary>The patient's consent by which it is disclosed; null when none was needed.</summary>
    [Phi, DataMember(Name = "consentReference")] public string? ConsentReference { get; init; }

    /// <summary>The FHIR resource, reduced to the receiver's audience.</summary>
    [Phi, DataMember(Name = "resource")] public required FhirJson Resource { get; init; }

    /// <summary>Names the event without its content.</summary>
    public override string ToString() => $"event {EventId} at {Offset}";
}
