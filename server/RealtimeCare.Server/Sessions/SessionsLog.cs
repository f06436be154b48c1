using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Sessions;

internal static partial class SessionsLog
{
    [LoggerMessage(1000, LogLevel.Information, "Session {SessionId} began", EventName = nameof(SessionBegan))]
    public static partial void SessionBegan(ILogger logger, string sessionId);

    [LoggerMessage(1001, LogLevel.Information, "Session {SessionId} ended: {Reason}, {Connections} connections closed", EventName = nameof(SessionEnded))]
    public static partial void SessionEnded(ILogger logger, string sessionId, EndReason reason, int connections);

    [LoggerMessage(1002, LogLevel.Error, "The end of session {SessionId} could not be made durable; it holds on this node only until it can", EventName = nameof(EndNotDurable))]
    public static partial void EndNotDurable(ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(1003, LogLevel.Error, "The end of session {SessionId} is not in the trail", EventName = nameof(EndNotRecorded))]
    public static partial void EndNotRecorded(ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(1004, LogLevel.Error, "A listener for ended sessions failed for {SessionId}", EventName = nameof(ListenerFailed))]
    public static partial void ListenerFailed(ILogger logger, Exception exception, string sessionId);
}
