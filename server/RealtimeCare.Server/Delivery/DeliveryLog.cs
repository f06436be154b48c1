using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Delivery;

internal static partial class DeliveryLog
{
    [LoggerMessage(1600, LogLevel.Error, "The pump of connection {ConnectionId} failed; the connection is closed and can resume", EventName = nameof(PumpFailed))]
    public static partial void PumpFailed(ILogger logger, Exception exception, string connectionId);

    [LoggerMessage(1601, LogLevel.Error, "A delivery range of connection {ConnectionId} is not in the trail; it counts up to the stream's head", EventName = nameof(RangeNotWritten))]
    public static partial void RangeNotWritten(ILogger logger, Exception exception, string connectionId);

    [LoggerMessage(1602, LogLevel.Information, "Connection {ConnectionId} closed: {Reason}", EventName = nameof(ConnectionClosed))]
    public static partial void ConnectionClosed(ILogger logger, string connectionId, EndReason? reason);

    [LoggerMessage(1603, LogLevel.Warning, "The peer of connection {ConnectionId} did not leave and was cut", EventName = nameof(ConnectionCut))]
    public static partial void ConnectionCut(ILogger logger, string connectionId);

    [LoggerMessage(1604, LogLevel.Error, "The expiry round failed; it is repeated", EventName = nameof(ExpiryFailed))]
    public static partial void ExpiryFailed(ILogger logger, Exception exception);

    [LoggerMessage(1605, LogLevel.Warning, "The pump of connection {ConnectionId} waits for the trail or the store", EventName = nameof(PumpWaits))]
    public static partial void PumpWaits(ILogger logger, Exception exception, string connectionId);

    [LoggerMessage(1607, LogLevel.Warning, "How far people have come could not be saved; it is tried again", EventName = nameof(PlacesNotSaved))]
    public static partial void PlacesNotSaved(ILogger logger, Exception exception);

    [LoggerMessage(1606, LogLevel.Error, "A round over the break-glass grants failed", EventName = nameof(GrantRoundFailed))]
    public static partial void GrantRoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(1610, LogLevel.Warning, "Patients who join a following of connection {ConnectionId} wait for the trail or a store", EventName = nameof(FollowWaits))]
    public static partial void FollowWaits(ILogger logger, Exception exception, string connectionId);

    [LoggerMessage(1620, LogLevel.Warning, "What was sent and delivered could not be written down; it is tried again", EventName = nameof(ReceiptsNotWritten))]
    public static partial void ReceiptsNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(1621, LogLevel.Error, "A delivery is not written down: too much waits for the store", EventName = nameof(ReceiptLost))]
    public static partial void ReceiptLost(ILogger logger);

    [LoggerMessage(1622, LogLevel.Error, "The round over events that nobody has seen failed; it is repeated", EventName = nameof(UndeliveredRoundFailed))]
    public static partial void UndeliveredRoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(1623, LogLevel.Error, "That nobody has seen events in time is not in the trail yet; it is tried again", EventName = nameof(UndeliveredNotRecorded))]
    public static partial void UndeliveredNotRecorded(ILogger logger, Exception exception);
}
