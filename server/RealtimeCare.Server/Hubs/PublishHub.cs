using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Invocations;

namespace RealtimeCare.Server.Hubs;

/// <summary>What sources of many events call.</summary>
internal sealed class PublishHub(Invocation invocation, PublishOperations operations) : Hub<IEndingClient>, IPublishHub
{
    /// <inheritdoc/>
    [Operation("event.publish-stream")]
    public IAsyncEnumerable<PublishOutcome> Publish(PublishStreamRequest request, IAsyncEnumerable<PublishRequest> events) =>
        operations.PublishAsync(invocation, events, CancellationToken.None);
}
