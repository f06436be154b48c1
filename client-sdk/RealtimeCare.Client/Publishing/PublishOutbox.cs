using System.Runtime.CompilerServices;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>The events that have no answer yet, in their order, and the stream that carries them on the current connection.</summary>
internal sealed class PublishOutbox(TimeProvider time) : ILinkOwner, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly LinkedList<Waiting> _outside = [];
    private TaskCompletionSource _added = NewSignal();
    private Exception? _failure;
    private CancellationTokenSource _stop = new();
    private Task? _stopped;
    private Task _run = Task.CompletedTask;
    private int _attempt;

    /// <summary>Puts an event at the end, before anything is waited for, and waits for room; what is given completes with its answer.</summary>
    public async Task<Task<PublishOutcome>> AddAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (SendableEvent.Refuse(request) is { } refusal) return Task.FromResult(refusal);
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = new Waiting(request);
        lock (_lock)
        {
            if (_failure is not null) throw _failure;
            _outside.AddLast(waiting);
            LetIn();
        }

        try
        {
            await waiting.Room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock) _outside.Remove(waiting);
            throw;
        }

        return waiting.Answer.Task;
    }

    /// <summary>Begins anew on a new connection, with the first that has no answer.</summary>
    public async Task AdoptAsync(ILink link, CancellationToken cancellationToken)
    {
        await StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        _stop.Dispose();
        (_stop, _stopped) = (new CancellationTokenSource(), null);
        _run = RunAsync(link, _stop.Token);
    }

    public void End(EndReason? reason) =>
        Fail(reason is { } known ? new SessionEndedException(known) : new ObjectDisposedException(nameof(CarePublishStream)));

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    // Whoever gives up waiting leaves it running: the next one waits for the same.
    private Task StopAsync() => _stopped ??= StopRunAsync();

    private async Task StopRunAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }

    private async Task RunAsync(ILink link, CancellationToken cancellationToken)
    {
        // Off the path of whoever adopts the connection.
        await Task.Yield();
        for (_attempt = 0; ; _attempt++)
        {
            try
            {
                await CarryAsync(link, cancellationToken).ConfigureAwait(false);
                link.Abandon();
                return;
            }
            catch (CareException exception) when (Refusals.IsForLater(exception.Error.Code))
            {
                if (!await WaitAsync(Backoff.Jittered.Next(_attempt, Refusals.RetryAfter(exception)), cancellationToken).ConfigureAwait(false)) return;
            }
            catch (CareException exception)
            {
                if (exception.Error.Code == ErrorCode.InvalidRequest && Answered(UnreadableOf(exception.Error))) continue;
                Fail(exception);
                return;
            }
            catch (Exception)
            {
                // Stopped, or the connection is lost or of no use: the next one begins anew.
                if (!cancellationToken.IsCancellationRequested) link.Abandon();
                return;
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    private async Task CarryAsync(ILink link, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var request = new PublishStreamRequest { InvocationId = Guid.NewGuid(), ConnectionToken = link.Welcome.ConnectionToken };
        try
        {
            var outcomes = link.StreamAsync<PublishOutcome>(nameof(IPublishHub.Publish), request, UploadAsync(ended.Token), ended.Token);
            await foreach (var outcome in outcomes.ConfigureAwait(false))
            {
                // No answer to its event: that comes again, and all behind it after it, so that nothing overtakes it.
                if (outcome.Error is { } later && Refusals.IsForLater(later.Code)) throw new CareException(new CareError(later.Code, later.Message, ""));
                _attempt = 0;
                Answered(outcome);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    // The server ends the stream over an event that it cannot read, once everything before that one is answered.
    private static PublishOutcome UnreadableOf(CareError error) =>
        new() { Error = new PublishError { Code = error.Code, Message = error.Message } };

    private bool Answered(PublishOutcome outcome)
    {
        Waiting first;
        lock (_lock)
        {
            if (_waiting.First is not { } node) return false;
            first = node.Value;
            _waiting.RemoveFirst();
            LetIn();
        }

        first.Answer.TrySetResult(outcome);
        return true;
    }

    // Under the lock, so that nobody overtakes on the way in.
    private void LetIn()
    {
        while (_waiting.Count < RealtimeCareProtocol.MaxUnansweredEvents && _outside.First is { Value: var next })
        {
            _outside.RemoveFirst();
            _waiting.AddLast(next);
            next.Room.TrySetResult();
            _added.TrySetResult();
        }
    }

    private async IAsyncEnumerable<PublishRequest> UploadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (LinkedListNode<Waiting>? last = null; ;)
        {
            Task added;
            LinkedListNode<Waiting>? next;
            lock (_lock)
            {
                // What has been answered has left the list; all that is in it comes after that.
                next = last is null || last.List is null ? _waiting.First : last.Next;
                if (next is null && _added.Task.IsCompleted) _added = NewSignal();
                added = _added.Task;
            }

            if (next is not null) yield return (last = next).Value.Request;
            else await added.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Fail(Exception exception)
    {
        List<Waiting> left;
        lock (_lock)
        {
            if (_failure is not null) return;
            _failure = exception;
            left = [.. _waiting, .. _outside];
            _waiting.Clear();
            _outside.Clear();
        }

        left.ForEach(waiting => waiting.Fail(exception));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Waiting(PublishRequest request)
    {
        public PublishRequest Request => request;

        public TaskCompletionSource Room { get; } = NewSignal();

        public TaskCompletionSource<PublishOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail(Exception exception)
        {
            Room.TrySetException(exception);
            Answer.TrySetException(exception);
            // Nobody may be waiting for it any more.
            _ = (Room.Task.Exception, Answer.Task.Exception);
        }
    }
}
