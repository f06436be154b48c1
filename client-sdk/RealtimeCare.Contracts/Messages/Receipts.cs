using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>How far an event that asks for acknowledgement has come with a person.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiptLevel>))]
public enum ReceiptLevel
{
    /// <summary>The person's client has taken it. This follows from the stream of acknowledgements; nobody reports it.</summary>
    [EnumMember(Value = "delivered"), JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>The app has shown it to the person.</summary>
    [EnumMember(Value = "seen"), JsonStringEnumMemberName("seen")] Seen,

    /// <summary>The person has said that they take care of it.</summary>
    [EnumMember(Value = "accepted"), JsonStringEnumMemberName("accepted")] Accepted,

    /// <summary>Its time was over and nobody had seen it. Only of an event as a whole, never of a person.</summary>
    [EnumMember(Value = "undelivered"), JsonStringEnumMemberName("undelivered")] Undelivered,
}

/// <summary>
/// The app has shown an event, or its person has accepted it. What is higher implies what is lower; reporting again changes nothing.
/// </summary>
[DataContract]
public sealed record ReportRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>A running subscription that brought the event.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>The event's offset.</summary>
    [DataMember(Name = "offset")] public required long Offset { get; init; }

    /// <summary><see cref="ReceiptLevel.Seen"/> or <see cref="ReceiptLevel.Accepted"/>.</summary>
    [DataMember(Name = "level")] public required ReceiptLevel Level { get; init; }
}
