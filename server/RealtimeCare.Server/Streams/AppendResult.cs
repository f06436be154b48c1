namespace RealtimeCare.Server.Streams;

/// <summary>What became of a draft.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>It is durable.</summary>
    /// <param name="EventId">The event's new id.</param>
    /// <param name="Head">The stream's head right after it.</param>
    public sealed record Appended(Guid EventId, StreamHead Head) : AppendResult;

    /// <summary>The publisher had appended the same event before: the first answer again, nothing was added.</summary>
    /// <param name="EventId">The id that the event got then.</param>
    /// <param name="Head">The stream's head right after it was appended then.</param>
    public sealed record Duplicate(Guid EventId, StreamHead Head) : AppendResult;

    /// <summary>
    /// The earlier event that it names is not there, or not of the same publisher, topic and class. Nothing was added.
    /// </summary>
    public sealed record NoTarget : AppendResult;

    /// <summary>The stream has as many state values as it may have, and this would be one more. Nothing was added.</summary>
    public sealed record Full : AppendResult;

    /// <summary>The publisher had used the same key for another content. Nothing was added.</summary>
    public sealed record Conflict : AppendResult;
}
