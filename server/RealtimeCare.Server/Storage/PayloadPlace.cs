using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage;

/// <summary>
/// Everything that stands beside a payload in the clear. It is bound to the payload by the cipher, so that neither a payload can
/// be moved nor its severity or time be changed unnoticed.
/// </summary>
/// <param name="Position">The offset of a durable event, the version of a state event.</param>
internal readonly record struct PayloadPlace(
    long Epoch, StreamKey Stream, EventClass Class, long Position, Guid EventId, EventSeverity Severity, long PublishedAt, long? ObservedAt,
    string Topic)
{
    /// <summary>How it relates to an earlier event; null for an event of its own.</summary>
    public StoredRelation? Relation { get; init; }

    /// <summary>Until when a person must have seen it, in ticks; null when nobody must.</summary>
    public long? AcknowledgeBy { get; init; }

    private string Due => AcknowledgeBy is { } ticks ? FormattableString.Invariant($"by:{ticks}|") : "";

    /// <summary>The additional data of the cipher. No part can hold the separator except the topic, which is the last.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Stream.Tenant.Value}|{Stream.Subject}|{Epoch}|{(int)Class}|{Position}|{EventId:N}|{(int)Severity}|{PublishedAt}|{ObservedAt}|{Relation}{Due}{Topic}");
}
