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

    /// <summary>The FHIR resource, whole and unshaped.</summary>
    public required FhirJson Resource { get; init; }

    /// <summary>Names the event without its content.</summary>
    public override string ToString() => $"event {EventId} at {Offset}/{StateVersion}";
}
