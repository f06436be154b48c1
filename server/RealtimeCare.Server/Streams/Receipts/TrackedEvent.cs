using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams.Receipts;

/// <summary>An event that asks for acknowledgement.</summary>
public sealed record TrackedEvent
{
    /// <summary>Its stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>Its position.</summary>
    public required Position Position { get; init; }

    /// <summary>Its id.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Who published it.</summary>
    public required SubjectId Publisher { get; init; }

    /// <summary>Its topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How urgent it is.</summary>
    public required EventSeverity Severity { get; init; }

    /// <summary>When it was appended.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Until when somebody must have seen it.</summary>
    public required DateTimeOffset AcknowledgeBy { get; init; }

    /// <summary>To how many people it was delivered.</summary>
    public int Delivered { get; init; }

    /// <summary>Names the event without its patient.</summary>
    public override string ToString() => $"event {EventId}";
}
