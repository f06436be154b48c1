using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Offline;

/// <summary>Calls that are as good late as in time. Without a connection they wait in the queue, where the app wants one.</summary>
internal sealed class LateCalls(HubCalls calls, OfflineQueue? queue)
{
    public Task SendAsync(string method, Func<CallStamp, object> request, CancellationToken cancellationToken) =>
        queue is null ? calls.CallAsync<Done>(method, request, cancellationToken) : queue.CallAsync(request, cancellationToken);
}
