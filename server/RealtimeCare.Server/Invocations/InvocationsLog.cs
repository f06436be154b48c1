using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Invocations;

internal static partial class InvocationsLog
{
    [LoggerMessage(1200, LogLevel.Error, "Request {RequestId} ({Operation}) failed", EventName = nameof(Failed))]
    public static partial void Failed(ILogger logger, Exception exception, string requestId, string operation);

    [LoggerMessage(1201, LogLevel.Error, "Request {RequestId} was carried out and is not in the trail", EventName = nameof(NotRecorded))]
    public static partial void NotRecorded(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1202, LogLevel.Warning, "Request {RequestId} could not be taken by any method", EventName = nameof(Unreadable))]
    public static partial void Unreadable(ILogger logger, string requestId);
}
