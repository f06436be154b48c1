using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// An item of the upload stream <c>Acknowledge</c>: the app has handled everything of this subscription up to here. It makes
/// room in the connection's window and is recorded; it is no human activity.
/// </summary>
[DataContract]
public sealed record Acknowledgement
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>Offset up to which everything was handled.</summary>
    [DataMember(Name = "through")] public required long Through { get; init; }

    /// <summary>State version up to which everything was handled.</summary>
    [DataMember(Name = "stateThrough")] public required long StateThrough { get; init; }

    /// <summary>Offset up to which every urgent copy was handled; 0 when there was none.</summary>
    [DataMember(Name = "urgentThrough")] public long UrgentThrough { get; init; }
}

/// <summary>Opens the upload stream of acknowledgements, once per connection, right after <see cref="Welcome"/>.</summary>
[DataContract]
public sealed record AcknowledgeRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }
}
