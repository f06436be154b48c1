using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Streams;

/// <summary>What an event does to an earlier one of the same publisher, stream, topic and class.</summary>
public abstract record EventRelation
{
    private EventRelation(Position target) => Target = target;

    /// <summary>The place of the earlier event: its offset, or its version when it is a state event.</summary>
    public Position Target { get; }

    /// <summary>Takes its place.</summary>
    public sealed record Corrects(Position At) : EventRelation(At);

    /// <summary>Takes it back: its payload is gone from the store.</summary>
    public sealed record Retracts(Position At, RetractReason Reason) : EventRelation(At);
}
