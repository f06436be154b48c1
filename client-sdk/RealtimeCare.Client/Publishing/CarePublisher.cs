using System.Runtime.CompilerServices;
using Polly;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>Publishes events from a backend service.</summary>
/// <remarks>
/// Safe to call from several threads. When the server says "later" (429, 503) or cannot be reached, the same call with the same
/// keys is repeated up to eight times, after the time that the server asks for; then the refusal is thrown.
/// </remarks>
public sealed class CarePublisher : IDisposable
{
    private const int WaitSeconds = 20;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    private readonly ServerCalls _calls;
    private readonly ResiliencePipeline _retries;
    private readonly PublishBatches _batches;
    private readonly RealtimeCareClientOptions? _options;

    /// <summary>Checks the options; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The address is not https, there is no token source, or a pin is malformed.</exception>
    public CarePublisher(RealtimeCareClientOptions options)
        : this(ServerCalls.Of(options)) => _options = options;

    private CarePublisher(ServerCalls calls)
    {
        (_calls, _retries, _batches) = (calls, PublishRetries.Create(calls.Time), new PublishBatches(calls));
        Quarantine = new CareQuarantine(_calls, _retries);
    }

    /// <summary>The own events that were refused for their content.</summary>
    public CareQuarantine Quarantine { get; }

    internal static CarePublisher Over(ServerCalls calls) => new(calls);

    /// <summary>Publishes one event; when this returns it is durable.</summary>
    /// <param name="request">The event; its own idempotency key is not used.</param>
    /// <param name="idempotencyKey">1 to 128 characters, the same for the same event whenever it is sent.</param>
    /// <param name="cancellationToken">Gives up; the event may have been taken all the same.</param>
    /// <exception cref="CareException">The server refused; <see cref="CareException.Path"/> names the place in the resource.</exception>
    public async Task<PublishResult> PublishAsync(
        PublishRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireKey(idempotencyKey);
        var call = new Call(HttpMethod.Post, "api/v1/events", idempotencyKey);
        var body = request with { IdempotencyKey = null };
        return await _retries.ExecuteAsync(
            async token => await _calls
                .SendAsync(call, body, ClientJson.Default.PublishRequest, ClientJson.Default.PublishResult, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes an event of one's own back: its content becomes unreadable everywhere, and followers are told to forget it.
    /// </summary>
    /// <param name="patient">The patient of the event.</param>
    /// <param name="topic">The topic of the event.</param>
    /// <param name="published">What the server answered when it was published.</param>
    /// <param name="reason">Why.</param>
    /// <param name="idempotencyKey">1 to 128 characters, the same for the same retraction whenever it is sent.</param>
    /// <param name="cancellationToken">Gives up; it may have been taken back all the same.</param>
    /// <exception cref="CareException">The server refused, such as with UnknownPosition when there is no such event of one's own.</exception>
    public Task<PublishResult> RetractAsync(
        PatientReference patient,
        string topic,
        PublishResult published,
        RetractReason reason,
        string idempotencyKey,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(published);
        var isState = published.StateVersion > 0;
        var retraction = new PublishRequest
        {
            Patient = patient,
            Topic = topic,
            Class = isState ? EventClass.State : EventClass.Durable,
            Retracts = isState ? published.Position with { Offset = published.StateVersion } : published.Position,
            RetractReason = reason,
            Restricted = published.Restricted,
            Resource = default,
        };
        return PublishAsync(retraction, idempotencyKey, cancellationToken);
    }

    /// <summary>Publishes any number of events in order; each is taken or refused by itself, and has an idempotency key of its own.</summary>
    /// <remarks>
    /// They are sent in batches that the server takes, one after the other. What the server cannot take for the moment is sent again up
    /// to eight times, before anything behind it; what is still not taken then is answered as the server said, and what is behind it
    /// with <c>Unavailable</c>, untried. Publishing all of them again with the same keys is safe after any failure: what was taken is
    /// answered as a duplicate.
    /// </remarks>
    /// <returns>One outcome for each event, in the same order.</returns>
    /// <exception cref="CareException">The server refused the publisher itself; some events may have been taken before.</exception>
    public Task<PublishBatchResult> PublishBatchAsync(IReadOnlyList<PublishRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        foreach (var request in requests) RequireKey(request.IdempotencyKey);
        return _batches.PublishAsync(requests, cancellationToken);
    }

    /// <summary>Tells which audiences would get an event, and what of it. Nothing is published, and no key is used.</summary>
    /// <exception cref="CareException">It would be refused.</exception>
    public async Task<PreviewResult> PreviewAsync(PublishRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = new Call(HttpMethod.Post, "api/v1/events/preview");
        var body = request with { IdempotencyKey = null };
        return await _retries.ExecuteAsync(
            async token => await _calls
                .SendAsync(call, body, ClientJson.Default.PublishRequest, ClientJson.Default.PreviewResult, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Connects for many events: they share a connection, which is renewed and made again as needed, and are taken in their order. The
    /// first connection is tried once; dispose the stream when done.
    /// </summary>
    /// <exception cref="SessionEndedException">The sign-in is no longer accepted.</exception>
    public async Task<CarePublishStream> OpenStreamAsync(CancellationToken cancellationToken = default)
    {
        var stream = new CarePublishStream(_options ?? throw new InvalidOperationException("There are no options to connect with."), links: null);
        try
        {
            await stream.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// What becomes of one's own events that ask for acknowledgement, without end: who has seen or accepted them, and which nobody has
    /// seen in time. To go on later, keep the <see cref="EventOutcome.Cursor"/> of the last one that was handled.
    /// </summary>
    /// <remarks>A server that cannot be reached, or asks to come later, is asked again without end, with growing pauses.</remarks>
    /// <param name="after">The cursor of the last outcome that was handled; null for everything that is kept.</param>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="OutcomesGapException">Outcomes behind the cursor are no longer kept; null goes on with what is.</exception>
    /// <exception cref="CareException">The server refused for good.</exception>
    public async IAsyncEnumerable<EventOutcome> OutcomesAsync(
        Position? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var cursor = after; ;)
        {
            var askedAt = _calls.Time.GetTimestamp();
            var page = await NextOutcomesAsync(cursor, cancellationToken).ConfigureAwait(false);
            if (page.Gap is { } gap) throw new OutcomesGapException(gap);
            foreach (var outcome in page.Outcomes)
            {
                yield return outcome;
                cursor = outcome.Cursor;
            }

            // The server answers at once when others wait already; it is not asked again without a pause.
            if (page.Outcomes.Count == 0 && _calls.Time.GetElapsedTime(askedAt) < ShortestWait)
                await Task.Delay(ShortestWait, _calls.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One page of outcomes, as the request says.</summary>
    /// <exception cref="CareException">The server refused.</exception>
    public async Task<OutcomesResult> ReadOutcomesAsync(OutcomesRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await _retries.ExecuteAsync(
            async token => await AskOutcomesAsync(request, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private async Task<OutcomesResult> NextOutcomesAsync(Position? cursor, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ;)
        {
            TimeSpan? wait;
            try
            {
                return await AskOutcomesAsync(new OutcomesRequest { After = cursor, WaitSeconds = WaitSeconds }, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (PublishRetries.IsForLater(exception))
            {
                wait = Refusals.RetryAfter(exception);
            }

            await Task.Delay(Backoff.Jittered.Next(attempt++, wait), _calls.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<OutcomesResult> AskOutcomesAsync(OutcomesRequest request, CancellationToken cancellationToken) => _calls.SendAsync(
        new Call(HttpMethod.Post, "api/v1/events/outcomes"), request, ClientJson.Default.OutcomesRequest, ClientJson.Default.OutcomesResult, cancellationToken);

    internal static void RequireKey(string? key)
    {
        if (key is null || key.Length is 0 or > 128) throw new ArgumentException("An idempotency key has 1 to 128 characters.", nameof(key));
    }
}
