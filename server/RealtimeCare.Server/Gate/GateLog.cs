using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Gate;

internal static partial class GateLog
{
    [LoggerMessage(1800, LogLevel.Information, "Upgrade refused with {Status}: {Reason}", EventName = nameof(Refused))]
    public static partial void Refused(ILogger logger, int status, string reason);

    [LoggerMessage(1801, LogLevel.Error, "A refusal at the gate is not in the trail", EventName = nameof(NotRecorded))]
    public static partial void NotRecorded(ILogger logger, Exception exception);
}
