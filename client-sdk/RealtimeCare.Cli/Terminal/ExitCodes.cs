namespace RealtimeCare.Cli.Terminal;

/// <summary>What the tool ends with; the same for every command.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It failed, was refused, or what was checked does not hold.</summary>
    public const int Failed = 1;

    /// <summary>The command line or an environment variable is wrong; nothing was tried.</summary>
    public const int Usage = 2;
}
