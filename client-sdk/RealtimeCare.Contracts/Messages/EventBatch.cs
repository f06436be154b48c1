using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// Events of one subscription, in order. A client that has read through <see cref="Previous"/> has read through
/// <see cref="Through"/> afterwards; anything else is a gap, and the client resumes from what it has. Topics skip offsets,
/// so gaps are seen here and never on the events' own offsets.
/// </summary>
[DataContract]
public sealed record EventBatch
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>The stream's epoch.</summary>
    [DataMember(Name = "epoch")] public required long Epoch { get; init; }

    /// <summary>The offset that this batch follows.</summary>
    [DataMember(Name = "previous")] public required long Previous { get; init; }

    /// <summary>The offset that the receiver has reached with this batch.</summary>
    [DataMember(Name = "through")] public required long Through { get; init; }

    /// <summary>The state version that the receiver has reached with this batch.</summary>
    [DataMember(Name = "stateThrough")] public required long StateThrough { get; init; }

    /// <summary>The events: durable ones by offset, then state ones by version. Empty when the range held nothing for this receiver.</summary>
    [Phi, DataMember(Name = "events")] public required IReadOnlyList<CareEvent> Events { get; init; }

    /// <summary>Names the batch without its content.</summary>
    public override string ToString() => $"batch of {SubscriptionId} ({Previous}, {Through}]";
}
