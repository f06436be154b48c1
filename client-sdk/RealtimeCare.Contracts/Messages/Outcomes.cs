using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>What became of a publisher's own events, from a cursor on: <c>POST /api/v1/events/outcomes</c>.</summary>
[DataContract]
public sealed record OutcomesRequest
{
    /// <summary>The cursor of the last outcome that was read; null for everything that is kept.</summary>
    [DataMember(Name = "after")] public Position? After { get; init; }

    /// <summary>The most to answer with: 1 to 500, 100 when missing.</summary>
    [DataMember(Name = "max")] public int? Max { get; init; }

    /// <summary>How many seconds, 0 to 30, the answer may wait for a first outcome when there is none.</summary>
    [DataMember(Name = "waitSeconds")] public int WaitSeconds { get; init; }
}

/// <summary>Outcomes in their order.</summary>
[DataContract]
public sealed record OutcomesResult
{
    /// <summary>The outcomes; empty when there is nothing behind the cursor.</summary>
    [DataMember(Name = "outcomes")] public required IReadOnlyList<EventOutcome> Outcomes { get; init; }

    /// <summary>What lies between the cursor and the first outcome and is no longer kept; null when nothing does.</summary>
    [DataMember(Name = "gap")] public Gap? Gap { get; init; }
}

/// <summary>Something became of an event that asks for acknowledgement.</summary>
[DataContract]
public sealed record EventOutcome
{
    /// <summary>Its place among the publisher's outcomes; offsets start at 1 and have no gaps.</summary>
    [DataMember(Name = "cursor")] public required Position Cursor { get; init; }

    /// <summary>The event.</summary>
    [DataMember(Name = "eventId")] public required Guid EventId { get; init; }

    /// <summary>The service's id of the patient.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>The event's position.</summary>
    [DataMember(Name = "position")] public required Position Position { get; init; }

    /// <summary>Whether that is one of the patient's restricted stream.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>
    /// What became of it. Delivered is told once, of the first person; seen and accepted once of each; undelivered at most once.
    /// </summary>
    [DataMember(Name = "level")] public required ReceiptLevel Level { get; init; }

    /// <summary>Who has seen or accepted it; null for the others.</summary>
    [DataMember(Name = "by")] public string? By { get; init; }

    /// <summary>When.</summary>
    [DataMember(Name = "at")] public required DateTimeOffset At { get; init; }
}
