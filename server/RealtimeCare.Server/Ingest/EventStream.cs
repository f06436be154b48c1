using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>Events as they come over a hub, in the lots in which they are taken. Nothing is read ahead of the lot that is asked for.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    /// <summary>What the hub keeps for us while a lot is being taken; as small as keeps the socket busy, since an event may be large.</summary>
    public const int Buffered = 32;

    private const int MaxEvents = RealtimeCareProtocol.MaxUnansweredEvents - Buffered;
    private readonly CancellationTokenSource stopping;
    private readonly IAsyncEnumerator<PublishRequest> events;
    private Task<bool>? moving;

    public EventStream(IAsyncEnumerable<PublishRequest> events, CancellationToken cancellationToken)
    {
        stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        this.events = events.GetAsyncEnumerator(stopping.Token);
    }

    /// <summary>Waits for an event and gives it with what has come behind it already; empty when the source has ended.</summary>
    /// <exception cref="CareRefusalException">The next event cannot be read.</exception>
    public async ValueTask<IReadOnlyList<IncomingEvent>> NextAsync()
    {
        List<IncomingEvent> taken = [];
        for (var bytes = 0L; taken.Count < MaxEvents && bytes < IngestLimits.BatchBytes;)
        {
            moving ??= MoveAsync();
            // What has come is not kept waiting, neither for more nor by what cannot be read.
            if (taken.Count > 0 && !moving.IsCompletedSuccessfully) break;
            if (!await moving) break;
            moving = null;
            var one = new IncomingEvent(events.Current, events.Current.IdempotencyKey);
            taken.Add(one);
            bytes += one.Weight;
        }
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (moving is not null) await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await events.DisposeAsync();
        stopping.Dispose();
    }

    private async Task<bool> MoveAsync()
    {
        try
        {
            var hasMoved = await events.MoveNextAsync();
            // Both protocols bind nothing at all to an event.
            return !hasMoved || events.Current is not null ? hasMoved : throw new CareRefusalException(ErrorCode.InvalidRequest);
        }
        catch (HubException)
        {
            // So SignalR says that an item does not bind, or that the client ended its stream with an error.
            throw new CareRefusalException(ErrorCode.InvalidRequest);
        }
    }
}
