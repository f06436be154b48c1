using System.Globalization;
using System.Runtime.CompilerServices;
using Polly;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>A publisher's own events that were refused for their content: look at them, fix them, publish them again.</summary>
/// <remarks>They are kept as long as events are. An id that is not one's own is refused as if it did not exist.</remarks>
public sealed class CareQuarantine
{
    private readonly ServerCalls _calls;
    private readonly ResiliencePipeline _retries;

    internal CareQuarantine(ServerCalls calls, ResiliencePipeline retries) => (_calls, _retries) = (calls, retries);

    /// <summary>All of them, the oldest first, without their content.</summary>
    public async IAsyncEnumerable<QuarantinedEvent> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = new Call(HttpMethod.Post, "api/v1/quarantine/list");
        for (var page = new QuarantineListResult { Events = [], Through = 0, HasMore = true }; page.HasMore;)
        {
            var request = new QuarantineListRequest { After = page.Through };
            page = await SendAsync(token => _calls.SendAsync(
                call, request, ClientJson.Default.QuarantineListRequest, ClientJson.Default.QuarantineListResult, token), cancellationToken)
                .ConfigureAwait(false);
            foreach (var one in page.Events) yield return one;
        }
    }

    /// <summary>One with its content.</summary>
    public Task<QuarantinedContent> ReadAsync(Guid quarantineId, CancellationToken cancellationToken = default) =>
        SendAsync(token => _calls.GetAsync(PathOf(quarantineId), ClientJson.Default.QuarantinedContent, token), cancellationToken);

    /// <summary>Puts a corrected event in its place; the idempotency key stays the one that it was published with.</summary>
    public Task ReplaceAsync(Guid quarantineId, PublishRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = new Call(HttpMethod.Put, PathOf(quarantineId));
        var body = request with { IdempotencyKey = null };
        return SendAsync(async token =>
        {
            await _calls.SendAsync(call, body, ClientJson.Default.PublishRequest, token).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    /// <summary>Publishes it with its key; when this returns it is durable and has left the quarantine.</summary>
    /// <exception cref="CareException">It was refused again, and stays.</exception>
    public Task<PublishResult> ReplayAsync(Guid quarantineId, CancellationToken cancellationToken = default)
    {
        var call = new Call(HttpMethod.Post, PathOf(quarantineId) + "/replay");
        return SendAsync(token => _calls.SendAsync(call, ClientJson.Default.PublishResult, token), cancellationToken);
    }

    /// <summary>Removes it for good.</summary>
    public Task DiscardAsync(Guid quarantineId, CancellationToken cancellationToken = default) => SendAsync(async token =>
    {
        await _calls.DeleteAsync(PathOf(quarantineId), token).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    private static string PathOf(Guid id) => string.Create(CultureInfo.InvariantCulture, $"api/v1/quarantine/{id}");

    private async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        await _retries.ExecuteAsync(async token => await send(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
}
