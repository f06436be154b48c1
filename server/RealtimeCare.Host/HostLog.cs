namespace RealtimeCare.Host;

/// <summary>What the host says to operators. Ids 9000 to 9099; retired ids stay as a comment.</summary>
internal static partial class HostLog
{
    [LoggerMessage(9000, LogLevel.Information, "Starting; the process is {ElapsedMs} ms old", EventName = nameof(Starting))]
    public static partial void Starting(ILogger logger, long elapsedMs);

    [LoggerMessage(9001, LogLevel.Information, "Listening on {Url} after {ElapsedMs} ms", EventName = nameof(Listening))]
    public static partial void Listening(ILogger logger, string url, long elapsedMs);

    [LoggerMessage(9002, LogLevel.Information, "Standard input closed; stopping", EventName = nameof(StandardInputClosed))]
    public static partial void StandardInputClosed(ILogger logger);

    [LoggerMessage(9003, LogLevel.Information, "Stopped", EventName = nameof(Stopped))]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(9004, LogLevel.Information, "Policy {Hash} decides from now on", EventName = nameof(PolicyChanged))]
    public static partial void PolicyChanged(ILogger logger, string hash);

    [LoggerMessage(9005, LogLevel.Critical, "The new policy cannot be used, the one before goes on: {File}, line {Line}: {Reason}", EventName = nameof(PolicyRefused))]
    public static partial void PolicyRefused(ILogger logger, string file, int line, string reason);
}
