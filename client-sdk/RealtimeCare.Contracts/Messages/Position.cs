using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// A place in a patient's stream. Offsets of durable events start at 1 and have no gaps; offset 0 stands before the first.
/// </summary>
/// <example>
/// A client has read through {epoch 7, offset 41}. It comes back and asks from there: the next event is 42. If the store was
/// rebuilt meanwhile its epoch is 8, offset 41 would mean something else, and the client is told to load afresh.
/// </example>
[DataContract]
public sealed record Position
{
    /// <summary>Which life of the store the offset belongs to.</summary>
    [DataMember(Name = "epoch")] public required long Epoch { get; init; }

    /// <summary>The offset of the last event that is behind this place.</summary>
    [DataMember(Name = "offset")] public required long Offset { get; init; }
}
