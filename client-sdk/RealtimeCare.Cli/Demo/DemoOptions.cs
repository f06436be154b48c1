namespace RealtimeCare.Cli.Demo;

/// <summary>What <c>demo</c> was asked to do.</summary>
internal sealed record DemoOptions
{
    /// <summary>The kinds of sabotage that a test build knows.</summary>
    public static IReadOnlyList<string> Sabotages { get; } = ["lose", "duplicate", "reorder", "leak", "late", TrailSabotage];

    /// <summary>The one that this tool does itself, after the host has stopped.</summary>
    public const string TrailSabotage = "trail";

    /// <summary>Plain lines instead of panels.</summary>
    public required bool Plain { get; init; }

    /// <summary>How long the monitors run; with files, at least how long.</summary>
    public required TimeSpan Lasts { get; init; }

    /// <summary>A file or folder of FHIR bundles instead of the simulated ward.</summary>
    public string? Input { get; init; }

    /// <summary>The same seed gives the same ward.</summary>
    public required int Seed { get; init; }

    /// <summary>Where the host's data is kept; null means a temporary folder that is removed.</summary>
    public string? DataFolder { get; init; }

    /// <summary>What to break; null means nothing.</summary>
    public string? Sabotage { get; init; }
}
