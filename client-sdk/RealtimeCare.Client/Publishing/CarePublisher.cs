using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>Publishes events from a backend service.</summary>
public sealed class CarePublisher : IDisposable
{
    /// <summary>Checks the options; nothing is sent yet.</summary>
    public CarePublisher(RealtimeCareClientOptions options) => throw new NotImplementedException();

    /// <summary>Publishes one event; when this returns it is durable.</summary>
    public Task<PublishResult> PublishAsync(PublishRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Publishes up to 500 events; each has an idempotency key of its own.</summary>
    public Task<PublishBatchResult> PublishBatchAsync(IReadOnlyList<PublishRequest> requests, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
