using Microsoft.Extensions.Logging;

namespace RealtimeCare.Server.Access.Grants;

internal static partial class GrantsLog
{
    [LoggerMessage(1150, LogLevel.Error, "The end of grant {GrantId} is not in the trail", EventName = nameof(EndNotRecorded))]
    public static partial void EndNotRecorded(ILogger logger, Exception exception, Guid grantId);

    [LoggerMessage(1151, LogLevel.Warning, "The glass was broken: grant {GrantId} until {EndsAt}", EventName = nameof(GlassBroken))]
    public static partial void GlassBroken(ILogger logger, Guid grantId, DateTimeOffset endsAt);
}
