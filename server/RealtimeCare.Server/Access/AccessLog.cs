using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Access;

internal static partial class AccessLog
{
    [LoggerMessage(1100, LogLevel.Information, "Facts of {Patients} patients and {Subjects} persons are loaded.", EventName = nameof(FactsLoaded))]
    public static partial void FactsLoaded(this ILogger logger, int patients, int subjects);

    [LoggerMessage(1101, LogLevel.Information, "{Sources} sources changed the facts of {Patients} patients and {Subjects} persons.", EventName = nameof(FactsReplaced))]
    public static partial void FactsReplaced(this ILogger logger, int sources, int patients, int subjects);
}
