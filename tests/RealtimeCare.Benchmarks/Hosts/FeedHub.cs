using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>
/// Sends the same messages to a bare connection and to the SDK. To the SDK it is as much of the care hub as following one patient takes.
/// </summary>
internal sealed class FeedHub(FeedRegistry feeds) : Hub
{
    private const string FeedKey = "feed";

    public override Task OnConnectedAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        return Clients.Caller.SendAsync(nameof(Welcome), new Welcome
        {
            SessionId = Context.ConnectionId,
            ConnectionId = Context.ConnectionId,
            ConnectionToken = Context.ConnectionId,
            ServerTime = now,
            ExpiresAt = now.AddHours(1),
            AbsoluteEndAt = now.AddHours(1),
            MaxUnacknowledgedEvents = RealtimeCareProtocol.MaxUnacknowledgedEvents,
            MaxUnacknowledgedBytes = RealtimeCareProtocol.MaxUnacknowledgedBytes,
        });
    }

    /// <summary>How a bare connection asks to be fed.</summary>
    public void Join(string name) => feeds.Add(name, Context.ConnectionId, Guid.NewGuid(), hasWindow: false);

    public SubscribeResult Subscribe(SubscribeRequest request)
    {
        var name = request.Patient.Id!;
        Context.Items[FeedKey] = feeds.Add(name, Context.ConnectionId, request.SubscriptionId, hasWindow: true);
        return new SubscribeResult
        {
            SubscriptionId = request.SubscriptionId,
            PatientId = name,
            Start = new Position { Epoch = Feed.Epoch, Offset = 0 },
            Audience = "physician",
        };
    }

    public Done Unsubscribe(UnsubscribeRequest request) => new() { At = TimeProvider.System.GetUtcNow() };

    public async Task Acknowledge(AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements)
    {
        await foreach (var one in acknowledgements) ((Feed)Context.Items[FeedKey]!).Acknowledge(one.Through);
    }
}
