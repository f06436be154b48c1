using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams.Receipts;

/// <summary>How far an event has come with a person.</summary>
/// <param name="Person">Who.</param>
/// <param name="SentAt">When it was handed to a socket of theirs.</param>
/// <param name="DeliveredAt">When their client had taken it.</param>
/// <param name="SeenAt">When the app had shown it.</param>
/// <param name="AcceptedAt">When they accepted it.</param>
public sealed record DeliveryReceipt(
    SubjectId Person, DateTimeOffset SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? SeenAt, DateTimeOffset? AcceptedAt)
{
    /// <summary>The highest level; null when it was only sent.</summary>
    public ReceiptLevel? Level => this switch
    {
        { AcceptedAt: not null } => ReceiptLevel.Accepted,
        { SeenAt: not null } => ReceiptLevel.Seen,
        { DeliveredAt: not null } => ReceiptLevel.Delivered,
        _ => null,
    };
}

/// <summary>An event was sent to a person, or their client has acknowledged it.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Offset">The event's offset.</param>
/// <param name="Person">Who.</param>
/// <param name="At">When.</param>
/// <param name="IsDelivered">Whether the client has acknowledged it.</param>
public sealed record DeliveryNote(StreamKey Stream, long Offset, SubjectId Person, DateTimeOffset At, bool IsDelivered);

/// <summary>A person has seen or accepted an event.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Offset">The event's offset.</param>
/// <param name="Person">Who.</param>
/// <param name="At">When.</param>
/// <param name="Level">Seen or accepted.</param>
public sealed record PersonsReport(StreamKey Stream, long Offset, SubjectId Person, DateTimeOffset At, ReceiptLevel Level);

/// <summary>What a report changed.</summary>
/// <param name="IsTracked">Whether there is such an event that asks for acknowledgement.</param>
/// <param name="EndsUndelivered">Whether it was undelivered and is no longer.</param>
public readonly record struct ReportResult(bool IsTracked, bool EndsUndelivered);
