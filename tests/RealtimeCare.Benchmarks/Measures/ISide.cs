using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>One side of a delivery: a publisher and followers of the same patient or group.</summary>
internal interface ISide : IAsyncDisposable
{
    ServerProcess Server { get; }

    IReadOnlyList<Tally> Tallies { get; }

    IReadOnlyList<HubSocket> Sockets { get; }

    /// <summary>Publishes so many events at once; returns when the publisher may go on.</summary>
    Task PublishAsync(int events, CancellationToken cancellationToken);

    /// <summary>Publishes one event and waits for the answer.</summary>
    Task PublishOneAsync(CancellationToken cancellationToken);
}
