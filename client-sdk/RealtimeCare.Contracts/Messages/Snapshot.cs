using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Ask for the latest state of a patient's topics, without following.</summary>
[DataContract]
public sealed record SnapshotRequest : IPatientRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <inheritdoc/>
    [Phi, DataMember(Name = "patient")] public required PatientReference Patient { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "topics")] public required IReadOnlyList<string> Topics { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "audience")] public string? Audience { get; init; }
}

/// <summary>The latest state events, one per code, and the stream's position taken before they were read.</summary>
[DataContract]
public sealed record SnapshotResult : ICarriesResources<SnapshotResult>
{
    /// <summary>The position that the state is at least as new as.</summary>
    [DataMember(Name = "position")] public required Position Position { get; init; }

    /// <summary>The state events, each shaped for the caller.</summary>
    [Phi, DataMember(Name = "events")] public required IReadOnlyList<CareEvent> Events { get; init; }

    /// <inheritdoc/>
    public SnapshotResult Shape(Func<CareEvent, CareEvent?> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return this with { Events = [.. Events.Select(shape).OfType<CareEvent>()] };
    }
}
