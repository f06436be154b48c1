using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Feed;

/// <summary>Where the demo's events come from: the simulated ward or files.</summary>
internal interface IEventSource
{
    /// <summary>How far it has come, from 0 to 1.</summary>
    double Progress { get; }

    /// <summary>The events, in batches of at most 200, at the pace of the source.</summary>
    IAsyncEnumerable<IReadOnlyList<PublishRequest>> ReadAsync(CancellationToken cancellationToken);
}
