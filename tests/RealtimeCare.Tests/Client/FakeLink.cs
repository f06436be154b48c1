using System.Collections.Concurrent;
using System.Threading.Channels;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>A connection whose server is the test.</summary>
internal sealed class FakeLink(FakeLinks links, ILinkOwner owner, int number) : ILink
{
    private readonly TaskCompletionSource<LinkEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(string Method, object Request)> calls = new();
    private readonly Channel<Acknowledgement> acknowledged = Channel.CreateUnbounded<Acknowledgement>();

    public Welcome Welcome { get; } = new()
    {
        SessionId = links.Session,
        ConnectionId = $"connection-{number}",
        ConnectionToken = $"token-{number}",
        ServerTime = links.Time.GetUtcNow(),
        ExpiresAt = links.Time.GetUtcNow() + TimeSpan.FromMinutes(15),
        AbsoluteEndAt = links.Time.GetUtcNow() + TimeSpan.FromHours(8),
        // So small a window that every event is acknowledged at once.
        MaxUnacknowledgedEvents = 4,
        MaxUnacknowledgedBytes = RealtimeCareProtocol.MaxUnacknowledgedBytes,
    };

    public Task<LinkEnd> Ended => ended.Task;

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<T> Requests<T>() => [.. calls.Select(call => call.Request).OfType<T>()];

    public Task<Acknowledgement> AcknowledgedAsync() => acknowledged.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Takes all that was acknowledged and not looked at yet, and gives the newest; null when nothing was.</summary>
    public Acknowledgement? TakeLastAcknowledged()
    {
        Acknowledgement? last = null;
        while (acknowledged.Reader.TryRead(out var one)) last = one;
        return last;
    }

    public bool HasAcknowledged => acknowledged.Reader.TryPeek(out _);

    public async Task<TResult> CallAsync<TResult>(string method, object request, CancellationToken cancellationToken)
    {
        calls.Enqueue((method, request));
        if (ended.Task.IsCompleted) throw new LinkLostException();
        return (TResult)await links.AnswerAsync(this, method, request).WaitAsync(cancellationToken);
    }

    /// <summary>What has come over the streams of this connection; the test answers each by <see cref="Answers"/>.</summary>
    public Channel<PublishRequest> Published { get; } = Channel.CreateUnbounded<PublishRequest>();

    /// <summary>What the server answers on a stream; completed with an exception it refuses the stream.</summary>
    public Channel<PublishOutcome> Answers { get; private set; } = Channel.CreateUnbounded<PublishOutcome>();

    /// <summary>Refuses the stream that is open; the next one is another.</summary>
    public void Refuse(Exception refusal)
    {
        var open = Answers;
        Answers = Channel.CreateUnbounded<PublishOutcome>();
        open.Writer.Complete(refusal);
    }

    public async IAsyncEnumerable<TResult> StreamAsync<TResult>(
        string method, object request, object upload, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        calls.Enqueue((method, request));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = ended.Task.ContinueWith(_ => Answers.Writer.TryComplete(new LinkLostException()), TaskScheduler.Default);
        // Before anything is read: the test may refuse this stream as soon as it has seen that.
        var answers = Answers;
        var reading = ReadAsync((IAsyncEnumerable<PublishRequest>)upload, stop.Token);
        await foreach (var answer in answers.Reader.ReadAllAsync(cancellationToken)) yield return (TResult)(object)answer;
        await reading;
    }

    private async Task ReadAsync(IAsyncEnumerable<PublishRequest> upload, CancellationToken cancellationToken)
    {
        await foreach (var one in upload.WithCancellation(cancellationToken)) Published.Writer.TryWrite(one);
    }

    public async Task AcknowledgeAsync(
        AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements, CancellationToken cancellationToken)
    {
        calls.Enqueue((nameof(ICareHub.Acknowledge), request));
        await foreach (var one in acknowledgements.WithCancellation(cancellationToken)) acknowledged.Writer.TryWrite(one);
    }

    public void Abandon() => End(null);

    public void End(EndReason? reason, TimeSpan? retryAfter = null) => ended.TrySetResult(new LinkEnd(reason, retryAfter));

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        End(null);
        return new ValueTask(links.Closing);
    }

    /// <summary>Sends a batch of durable events with the offsets given.</summary>
    public void Send(Guid subscription, long previous, long through, params long[] offsets) =>
        Send(Batches.Of(subscription, previous, through, [.. offsets.Select(Batches.Durable)]));

    public void Send(EventBatch batch) => owner.Events(this, batch);

    /// <summary>Sends critical events ahead of what follows an offset.</summary>
    public void SendAhead(Guid subscription, long after, params long[] offsets) => owner.UrgentEvents(
        this, Batches.Of(subscription, after, after, [.. offsets.Select(offset => Batches.Durable(offset) with { Severity = EventSeverity.Critical })]));

    public void SendTop(Guid subscription, long through, long stateThrough = 0) => owner.Tops(this, new Tops
    {
        Subscriptions = [new SubscriptionTop { SubscriptionId = subscription, Epoch = 7, Through = through, StateThrough = stateThrough }],
    });

    public void Send(AccessChanged change) => owner.AccessChanged(change);

    public void Send(Joined joined) => owner.Joined(this, joined);

    public void Send(Left left) => owner.Left(this, left);

    public void Send(FollowIncomplete incomplete) => owner.FollowIncomplete(incomplete);

    public void SendSessionsChanged() => owner.SessionsChanged();

    public void Send(BreakGlassEnded ended) => owner.BreakGlassEnded(ended);

    public void Send(ReloadRequired reload) => owner.ReloadRequired(reload);
}

internal static class Batches
{
    public static readonly FhirJson Resource = FhirJson.Parse("""{"resourceType":"Observation"}""");

    public static EventBatch Of(Guid subscription, long previous, long through, IReadOnlyList<CareEvent> events, long stateThrough = 0, long epoch = 7) =>
        new() { SubscriptionId = subscription, Epoch = epoch, Previous = previous, Through = through, StateThrough = stateThrough, Events = events };

    public static CareEvent Durable(long offset) => Event(EventClass.Durable) with { Offset = offset };

    public static CareEvent State(long version) => Event(EventClass.State) with { StateVersion = version };

    private static CareEvent Event(EventClass kind) => new()
    {
        EventId = Guid.NewGuid(),
        Offset = 0,
        Topic = "vitals",
        Class = kind,
        Severity = EventSeverity.Routine,
        PublishedAt = DateTimeOffset.UnixEpoch,
        Resource = Resource,
    };
}
