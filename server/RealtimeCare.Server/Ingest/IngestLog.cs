using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Ingest;

internal static partial class IngestLog
{
    [LoggerMessage(1500, LogLevel.Error, "An event of request {RequestId} could not be taken: something it needs is down.", EventName = nameof(EventsUnavailable))]
    public static partial void EventsUnavailable(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1501, LogLevel.Error, "Facts of request {RequestId} could not be changed or read.", EventName = nameof(FactsUnavailable))]
    public static partial void FactsUnavailable(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1502, LogLevel.Error, "Facts of request {RequestId} could not be understood ({Code} at {Place}); what was known before stays in force.", EventName = nameof(FactsRefused))]
    public static partial void FactsRefused(this ILogger logger, string requestId, string code, string place);

    [LoggerMessage(1505, LogLevel.Error, "Refused events of request {RequestId} could not be kept in quarantine, or could not leave it.", EventName = nameof(QuarantineUnavailable))]
    public static partial void QuarantineUnavailable(this ILogger logger, Exception exception, string requestId);
}
