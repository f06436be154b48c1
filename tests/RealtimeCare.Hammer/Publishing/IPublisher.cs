using RealtimeCare.Hammer.Hosts;

namespace RealtimeCare.Hammer.Publishing;

/// <summary>A service that publishes at a fixed rate over a cable of its own.</summary>
internal interface IPublisher : IAsyncDisposable
{
    Cable Cable { get; }

    /// <summary>Publishes until stopped; what is on its way then is repeated until it is promised or everything is given up.</summary>
    Task RunAsync(double rate, int seed, CancellationToken stop, CancellationToken giveUp);
}
