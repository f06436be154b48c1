using RealtimeCare.Cli.Demo.Checks;

namespace RealtimeCare.Cli.Demo.Story;

/// <summary>One thing that happens while the monitors run.</summary>
internal interface IStoryStep
{
    /// <summary>When: how far the feed has come, from 0 to 1.</summary>
    double At { get; }

    /// <summary>Lets it happen, and says what did not go as it should.</summary>
    Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken);
}
