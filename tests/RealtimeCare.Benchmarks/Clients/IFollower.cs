namespace RealtimeCare.Benchmarks.Clients;

/// <summary>A client that receives events.</summary>
internal interface IFollower : IAsyncDisposable
{
    Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Counts what comes from now on; returns when it can come.</summary>
    Task CountAsync(FollowerMeter meter, CancellationToken cancellationToken);

    /// <summary>Follows from the beginning; returns when the meter has what it wants.</summary>
    Task CatchUpAsync(FollowerMeter meter, CancellationToken cancellationToken);
}
