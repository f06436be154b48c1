using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>Publishes many events over one connection that is kept up: see <see cref="CarePublisher.OpenStreamAsync"/>.</summary>
/// <remarks>
/// Events are taken in the order in which they are handed over, and stay in it through losses: what has no answer when a connection
/// breaks is sent again with the same key, so nothing is lost and nothing is there twice; its answer may then say that it is a
/// duplicate. What the server cannot take for the moment is no answer: the event is sent again, and what is behind it after it. At most 256 events wait for their answers; the next one waits until there is room. Safe to call from several threads.
/// </remarks>
public sealed class CarePublishStream : IAsyncDisposable
{
    private readonly PublishOutbox _outbox;
    private readonly HubClient _hub;

    internal CarePublishStream(RealtimeCareClientOptions options, ILinkFactory? links)
    {
        _outbox = new PublishOutbox(options.Time);
        _hub = new HubClient(options, RealtimeCareProtocol.PublishHubPath, _outbox, links);
    }

    /// <summary>How the connection stands.</summary>
    public ConnectionStatus Status => _hub.Board.Status;

    /// <summary>Completes with the reason when the session is over for good; cancelled when the stream is disposed before.</summary>
    public Task<EndReason> Ended => _hub.Board.Ended;

    /// <summary>Publishes one event; completes when it is durable or refused.</summary>
    /// <param name="request">The event; its own idempotency key is not used.</param>
    /// <param name="idempotencyKey">1 to 128 characters, the same for the same event whenever it is sent.</param>
    /// <param name="cancellationToken">Stops waiting for room or for the answer; the event may have been taken all the same.</param>
    /// <returns>What became of it; it is refused by itself, and the stream goes on.</returns>
    /// <exception cref="CareException">This client may not publish a stream.</exception>
    /// <exception cref="SessionEndedException">The session is over for good.</exception>
    public async Task<PublishOutcome> PublishAsync(
        PublishRequest request, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CarePublisher.RequireKey(idempotencyKey);
        var answer = await _outbox.AddAsync(request with { IdempotencyKey = idempotencyKey }, cancellationToken).ConfigureAwait(false);
        return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes all of a source, each with its own idempotency key, and gives what became of each, in the same order.</summary>
    /// <remarks>The source is asked for no more than has room, so one that is too fast is held back.</remarks>
    public async IAsyncEnumerable<PublishOutcome> PublishAsync(
        IAsyncEnumerable<PublishRequest> events, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = Channel.CreateBounded<Task<PublishOutcome>>(RealtimeCareProtocol.MaxUnansweredEvents);
        var handing = HandOverAsync(events, answers.Writer, leaving.Token);
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
            await handing.ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection. What has no answer yet may or may not have been taken: publish it again with its key.</summary>
    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync().ConfigureAwait(false);
        await _outbox.DisposeAsync().ConfigureAwait(false);
    }

    internal Task ConnectAsync(CancellationToken cancellationToken) => _hub.Worker.StartAsync(cancellationToken);

    // A source that fails, or an event without a key, is told to whoever reads the answers, behind those to what came before.
    private async Task HandOverAsync(
        IAsyncEnumerable<PublishRequest> events, ChannelWriter<Task<PublishOutcome>> answers, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in events.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                CarePublisher.RequireKey(request.IdempotencyKey);
                var answer = await _outbox.AddAsync(request, cancellationToken).ConfigureAwait(false);
                await answers.WriteAsync(answer, cancellationToken).ConfigureAwait(false);
            }

            answers.Complete();
        }
        catch (Exception exception)
        {
            answers.TryComplete(exception);
        }
    }
}
