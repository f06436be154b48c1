using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams;

/// <summary>An event before it has its place in a stream.</summary>
public sealed record EventDraft
{
    /// <summary>The stream it goes to.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How it is kept.</summary>
    public required EventClass Class { get; init; }

    /// <summary>How urgent it is.</summary>
    public required EventSeverity Severity { get; init; }

    /// <summary>Of a state event, the key that the latest value wins by within the topic; null for a durable event.</summary>
    public string? StateKey { get; init; }

    /// <summary>When it was observed, as far as the publisher said.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Within what time a person must have seen it; null when nobody must. Of a durable event that is no retraction.</summary>
    public TimeSpan? AcknowledgeWithin { get; init; }

    /// <summary>What it does to an earlier event; null for an event of its own.</summary>
    public EventRelation? Relation { get; init; }

    /// <summary>The type of the resource; null for a retraction, which has that of the event it is about.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The FHIR resource; empty for a retraction.</summary>
    public required FhirJson Resource { get; init; }

    /// <summary>Who publishes it.</summary>
    public required SubjectId Publisher { get; init; }

    /// <summary>The publisher's own key of this event: appending it again with the same content changes nothing.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Tells whether two drafts with the same key are the same event.</summary>
    public required ReadOnlyMemory<byte> ContentHash { get; init; }

    /// <summary>What it was handed over with, in an order; null for an event alone. No part of the event.</summary>
    public AppendLot? Lot { get; init; }

    /// <summary>A constant, since the content is PHI.</summary>
    public override string ToString() => "(event to append)";
}
