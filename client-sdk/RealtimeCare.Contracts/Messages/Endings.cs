using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>This connection is about to be closed; the session lives on.</summary>
[DataContract]
public sealed record ConnectionEnding
{
    /// <summary>Why, in the range 3000 to 3499.</summary>
    [DataMember(Name = "reason")] public required Codes.EndReason Reason { get; init; }

    /// <summary>How long to wait before connecting again, in milliseconds; null means as usual.</summary>
    [DataMember(Name = "retryAfterMs")] public int? RetryAfterMs { get; init; }
}

/// <summary>The session is over and this connection is about to be closed.</summary>
[DataContract]
public sealed record SessionEnding
{
    /// <summary>Why, in the range 3500 to 3999.</summary>
    [DataMember(Name = "reason")] public required Codes.EndReason Reason { get; init; }
}

/// <summary>The rights of a running subscription changed.</summary>
[DataContract]
public sealed record AccessChanged
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>Whether it goes on. If not, drop what is kept of it.</summary>
    [DataMember(Name = "permitted")] public required bool Permitted { get; init; }

    /// <summary>The audience from now on; null when it does not go on.</summary>
    [DataMember(Name = "audience")] public string? Audience { get; init; }
}

/// <summary>The stream can no longer be followed from where the client is: drop what is kept and subscribe from the start.</summary>
[DataContract]
public sealed record ReloadRequired
{
    /// <summary>The subscription.</summary>
    [DataMember(Name = "subscriptionId")] public required Guid SubscriptionId { get; init; }

    /// <summary>What is gone.</summary>
    [DataMember(Name = "gap")] public Gap? Gap { get; init; }
}
