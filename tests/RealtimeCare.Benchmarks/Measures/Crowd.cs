using RealtimeCare.Benchmarks.Wire;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>Many connections at once.</summary>
internal static class Crowd
{
    private const int AtOnce = 8;

    /// <summary>Opens so many, a few at a time.</summary>
    public static async Task<IReadOnlyList<T>> GatherAsync<T>(int count, Func<int, Task<T>> open)
    {
        var opened = new T[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, _) => opened[index] = await open(index));
        return opened;
    }

    public static async Task LeaveAsync(IEnumerable<HubSocket> sockets) =>
        await Task.WhenAll(sockets.Select(socket => socket.DisposeAsync().AsTask()));
}
