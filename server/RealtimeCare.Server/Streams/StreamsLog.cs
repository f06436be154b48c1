using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Streams;

internal static partial class StreamsLog
{
    [LoggerMessage(1400, LogLevel.Error, "Events could not be made durable; nothing of them was acknowledged.", EventName = nameof(CommitFailed))]
    public static partial void CommitFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1401, LogLevel.Warning, "Events past their retention could not be taken away; it is tried again", EventName = nameof(TrimFailed))]
    public static partial void TrimFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1402, LogLevel.Information, "{Count} events and answers past their retention were taken away", EventName = nameof(Trimmed))]
    public static partial void Trimmed(this ILogger logger, int count);

    [LoggerMessage(1403, LogLevel.Error, "Followers could not be told of new events; they hear of them with the next.", EventName = nameof(HintLost))]
    public static partial void HintLost(this ILogger logger, Exception exception);

    [LoggerMessage(1405, LogLevel.Warning, "Refused events past their retention could not be taken away; it is tried again", EventName = nameof(QuarantineTrimFailed))]
    public static partial void QuarantineTrimFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1406, LogLevel.Information, "{Count} refused events past their retention were taken away", EventName = nameof(QuarantineTrimmed))]
    public static partial void QuarantineTrimmed(this ILogger logger, int count);

    [LoggerMessage(1407, LogLevel.Information, "What is new is encrypted with storage key {KeyId} from now on", EventName = nameof(StorageKeyAdded))]
    public static partial void StorageKeyAdded(this ILogger logger, int keyId);

    [LoggerMessage(1408, LogLevel.Critical, "{Mistake} This node goes on with the keys that it has; it will not start again with that file.", EventName = nameof(StorageKeysRefused))]
    public static partial void StorageKeysRefused(this ILogger logger, string mistake);

    [LoggerMessage(1409, LogLevel.Critical, "A new storage key could not be made durable and is not used; it is tried again. This node goes on with the key that it has.", EventName = nameof(StorageKeyUnsynced))]
    public static partial void StorageKeyUnsynced(this ILogger logger, Exception exception);
}
