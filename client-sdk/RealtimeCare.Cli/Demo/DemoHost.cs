using RealtimeCare.Cli.Demo.Host;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Demo;

/// <summary>Starts the real host the way the demo needs it: a free port, its own data folder, gone when this tool is gone.</summary>
internal static class DemoHost
{
    /// <summary>Whether this is a test build, whose host can be told to misbehave.</summary>
#if SABOTAGE
    public static bool CanBeSabotaged => true;
#else
    public static bool CanBeSabotaged => false;
#endif

    /// <summary>Starts it and waits until it listens.</summary>
    public static Task<HostProcess> StartAsync(string dataFolder, string? sabotage, CancellationToken cancellationToken)
    {
        var assembly = HostLocation.Find() ?? throw new CliException(HostLocation.HowToGetIt);
        List<string> settings =
        [
            $"RealtimeCare:Host:DataFolder={Path.GetFullPath(dataFolder)}",
            "RealtimeCare:Host:Port=0",
            "RealtimeCare:Host:Announce=json",
            "RealtimeCare:Host:ExitOnStdinClose=true",
        ];
        if (sabotage is not null and not DemoOptions.TrailSabotage) settings.Add($"RealtimeCare:Sabotage={sabotage}");
        return HostProcess.StartAsync(assembly, settings, cancellationToken);
    }
}
