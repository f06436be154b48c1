using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Streams;

/// <summary>An event that has its place in a stream.</summary>
public sealed record StoredEvent
{
    /// <summary>The event's own id.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Offset of a durable event; 0 for a state event.</summary>
    public required long Offset { get; init; }

    /// <summary>Version of a state event; 0 for a durable event.</summary>
    public required long StateVersion { get; init; }

    /// <summary>Of a state event, what it is the latest of within its topic; null for a durable event.</summary>
    public string? StateKey { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How it is kept.</summary>
    public required EventClass Class { get; init; }

    /// <summary>How urgent it is.</summary>
    public required EventSeverity Severity { get; init; }

    /// <summary>When it was appended.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>When it was observed, as far as the publisher said.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Until when a person must have seen it; null when nobody must.</summary>
    public DateTimeOffset? AcknowledgeBy { get; init; }

    /// <summary>
    /// The type of the resource, also where there is none any more: who does not see the type hears nothing of it. Null for events
    /// from before it was kept.
    /// </summary>
    public string? ResourceType { get; init; }

    /// <summary>The place of the earlier event that it corrects.</summary>
    public long? Corrects { get; init; }

    /// <summary>The place of the earlier event that it retracts; it has no resource then.</summary>
    public long? Retracts { get; init; }

    /// <summary>Why it retracts that event.</summary>
    public RetractReason? RetractReason { get; init; }

    /// <summary>Whether it was retracted itself: it keeps its place and has no resource any more.</summary>
    public bool IsRetracted { get; init; }

    /// <summary>Whether there is nothing to shape: a retraction, or what was retracted.</summary>
    public bool HasNoResource => IsRetracted || Retracts is not null;

    /// <summary>Whether it is understood without what lies before it: neither a correction nor a retraction, nor retracted.</summary>
    internal bool StandsAlone => Corrects is null && !HasNoResource;

    /// <summary>The FHIR resource, whole and unshaped.</summary>
    public required FhirJson Resource { get; init; }

    /// <summary>The event as it goes on the wire, without its resource.</summary>
    internal CareEvent Envelope() => new()
    {
        EventId = EventId,
        Offset = Offset,
        StateVersion = StateVersion,
        Topic = Topic,
        Class = Class,
        Severity = Severity,
        PublishedAt = PublishedAt,
        ObservedAt = ObservedAt,
        Corrects = Corrects,
        Retracts = Retracts,
        RetractReason = RetractReason,
        IsRetracted = IsRetracted,
        // What was taken back asks nobody for anything.
        AcknowledgeBy = IsRetracted ? null : AcknowledgeBy,
        Resource = default,
    };

    /// <summary>Names the event without its content.</summary>
    public override string ToString() => $"event {EventId} at {Offset}/{StateVersion}";
}
