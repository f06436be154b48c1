using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Contracts.Hubs;

/// <summary>What a source of many events may ask of the server.</summary>
public interface IPublishHub
{
    /// <summary>
    /// Publish a stream of events, each with an idempotency key of its own. Each is taken or refused by itself; the answers come in the
    /// order of the events, each once it is durable.
    /// </summary>
    IAsyncEnumerable<PublishOutcome> Publish(PublishStreamRequest request, IAsyncEnumerable<PublishRequest> events);
}
