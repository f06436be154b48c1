using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>What the SDK logs: ids, codes, counts and durations, never a token or anything of a patient.</summary>
internal static partial class ConnectingLog
{
    [LoggerMessage(5000, LogLevel.Information, "Connected to session {SessionId}, token ends at {ExpiresAt}", EventName = nameof(Connected))]
    public static partial void Connected(this ILogger logger, string sessionId, DateTimeOffset expiresAt);

    [LoggerMessage(5001, LogLevel.Information, "Connection ended ({Reason}), connecting again", EventName = nameof(ConnectionEnded))]
    public static partial void ConnectionEnded(this ILogger logger, EndReason? reason);

    [LoggerMessage(5002, LogLevel.Warning, "Attempt {Attempt} to connect failed: {Fault}", EventName = nameof(AttemptFailed))]
    public static partial void AttemptFailed(this ILogger logger, int attempt, string fault);

    [LoggerMessage(5003, LogLevel.Warning, "Handover failed, trying again before the token ends: {Fault}", EventName = nameof(HandoverFailed))]
    public static partial void HandoverFailed(this ILogger logger, string fault);

    [LoggerMessage(5004, LogLevel.Information, "Handed over to a new connection", EventName = nameof(HandedOver))]
    public static partial void HandedOver(this ILogger logger);

    [LoggerMessage(5005, LogLevel.Warning, "Session ended: {Reason}", EventName = nameof(SessionEnded))]
    public static partial void SessionEnded(this ILogger logger, EndReason reason);

    [LoggerMessage(5006, LogLevel.Error, "A fault of the SDK itself, connecting again: {Fault}", EventName = nameof(WorkerFailed))]
    public static partial void WorkerFailed(this ILogger logger, string fault);

    [LoggerMessage(5007, LogLevel.Information, "Gap in subscription {SubscriptionId}, resuming", EventName = nameof(Gap))]
    public static partial void Gap(this ILogger logger, Guid subscriptionId);

    [LoggerMessage(5008, LogLevel.Warning, "Acknowledgements were refused: {Fault}", EventName = nameof(AcknowledgementsFailed))]
    public static partial void AcknowledgementsFailed(this ILogger logger, string fault);

    [LoggerMessage(5009, LogLevel.Information, "Suspended", EventName = nameof(Suspended))]
    public static partial void Suspended(this ILogger logger);

    [LoggerMessage(5010, LogLevel.Warning, "Subscription {SubscriptionId} cannot be read on, and ends", EventName = nameof(Unreadable))]
    public static partial void Unreadable(this ILogger logger, Guid subscriptionId);

    [LoggerMessage(5011, LogLevel.Error, "A handler of the app failed: {Fault}", EventName = nameof(HandlerFailed))]
    public static partial void HandlerFailed(this ILogger logger, string fault);

    /// <summary>What an exception is, without its text, which another layer wrote.</summary>
    public static string FaultOf(Exception exception) => exception switch
    {
        CareException care => $"code {(int)care.Error.Code}, request {care.Error.RequestId}",
        ServerNotTrustedException distrust => distrust.Code,
        _ => exception.GetType().Name,
    };
}
