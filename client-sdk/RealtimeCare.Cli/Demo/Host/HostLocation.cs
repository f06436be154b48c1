namespace RealtimeCare.Cli.Demo.Host;

/// <summary>Finds the host that was built together with this tool.</summary>
internal static class HostLocation
{
    /// <summary>What to do when there is none, as in an installed tool.</summary>
    public const string HowToGetIt =
        "The host is not part of the installed tool. Clone the repository and run there: " +
        "dotnet run --project client-sdk/RealtimeCare.Cli -- demo";

    /// <summary>The host's assembly, or null when this tool was installed without it.</summary>
    public static string? Find() => Find(AppContext.BaseDirectory);

    /// <summary>Looks beside the folder that the tool was built into: <c>bin/&lt;project&gt;/&lt;configuration&gt;</c>.</summary>
    internal static string? Find(string toolFolder)
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(toolFolder));
        if (output.Parent?.Parent is not { } bin) return null;
        var assembly = Path.Combine(bin.FullName, "RealtimeCare.Host", output.Name, "RealtimeCare.Host.dll");
        return File.Exists(assembly) ? assembly : null;
    }
}
