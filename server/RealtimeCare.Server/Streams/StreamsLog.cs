using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Streams;

internal static partial class StreamsLog
{
    [LoggerMessage(1400, LogLevel.Error, "Events could not be made durable; nothing of them was acknowledged.", EventName = nameof(CommitFailed))]
    public static partial void CommitFailed(this ILogger logger, Exception exception);
}
