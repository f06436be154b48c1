using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>What can no longer be followed: the client has missed it, or must take it for missed.</summary>
[DataContract]
public sealed record Gap
{
    /// <summary>The first offset that is gone; 0 with <see cref="GapReason.Epoch"/>, where the old offsets mean nothing any more.</summary>
    [DataMember(Name = "from")] public required long From { get; init; }

    /// <summary>The last offset that is gone; 0 with <see cref="GapReason.Epoch"/>.</summary>
    [DataMember(Name = "to")] public required long To { get; init; }

    /// <summary>Why it is gone.</summary>
    [DataMember(Name = "reason")] public required GapReason Reason { get; init; }
}

/// <summary>Why events are gone.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GapReason>))]
public enum GapReason
{
    /// <summary>They are older than events are kept.</summary>
    [EnumMember(Value = "retention"), JsonStringEnumMemberName("retention")] Retention,

    /// <summary>The position is of another life of the store, or beyond the stream.</summary>
    [EnumMember(Value = "epoch"), JsonStringEnumMemberName("epoch")] Epoch,
}
