using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Hubs;

/// <summary>The latest state of a stream: the position first, then the state, so that following from there misses nothing.</summary>
internal sealed class StateSnapshots(IStreamStore streams)
{
    /// <summary>The state of these topics, not yet shaped.</summary>
    public async Task<SnapshotResult> ReadAsync(StreamKey stream, IReadOnlyList<string> topics, CancellationToken cancellationToken)
    {
        var head = await streams.ReadHeadAsync(stream, cancellationToken);
        var states = await streams.ReadStateAsync(stream, 0, cancellationToken);
        return new SnapshotResult
        {
            Position = new Position { Epoch = head.Epoch, Offset = head.Offset },
            Events = [.. states.Where(state => topics.Contains(state.Topic) && !state.HasNoResource).Select(state => state.Envelope() with { Resource = state.Resource })],
        };
    }
}
