namespace RealtimeCare.Cli.Terminal;

/// <summary>A failure that the tool can explain: the text says what to do, and no stack trace is shown.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    /// <summary>What the tool ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
