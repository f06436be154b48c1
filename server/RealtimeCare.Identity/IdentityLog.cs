using Microsoft.Extensions.Logging;

namespace RealtimeCare.Identity;

/// <summary>What the issuer says to operators. Ids 3000 to 3099; retired ids stay as a comment.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(3000, LogLevel.Information, "Identity database is ready, schema version {Version}", EventName = nameof(DatabaseReady))]
    public static partial void DatabaseReady(ILogger logger, int version);

    [LoggerMessage(3001, LogLevel.Warning, "The setup code was wrong {Count} times; restart for a new one", EventName = nameof(SetupClosed))]
    public static partial void SetupClosed(ILogger logger, int count);

    [LoggerMessage(3002, LogLevel.Warning, "A used token came again; session {SessionId} is revoked", EventName = nameof(TokenReused))]
    public static partial void TokenReused(ILogger logger, string sessionId);

    [LoggerMessage(3003, LogLevel.Error, "A revocation took effect but could not be written to the trail", EventName = nameof(RevocationUnrecorded))]
    public static partial void RevocationUnrecorded(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Error, "The audit trail is down; a request was refused", EventName = nameof(TrailDown))]
    public static partial void TrailDown(ILogger logger, Exception exception);

    [LoggerMessage(3005, LogLevel.Warning, "Pruning ended tokens failed; it is tried again", EventName = nameof(PruningFailed))]
    public static partial void PruningFailed(ILogger logger, Exception exception);
}
