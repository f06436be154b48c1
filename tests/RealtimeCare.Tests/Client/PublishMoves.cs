using System.Runtime.CompilerServices;
using RealtimeCare.Client;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>How a stream of events begins on a connection, and moves to another while the one before will not stop.</summary>
public sealed class PublishMoves
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_move_that_is_given_up_does_not_keep_the_next_ones_from_stopping_what_runs()
    {
        await using var outbox = new PublishOutbox(TimeProvider.System);
        await using var stuck = new HeldLink { HeedsItsEnd = false };
        await using var second = new HeldLink();
        await using var third = new HeldLink();
        await outbox.AdoptAsync(stuck, Token);
        await stuck.OpenedAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outbox.AdoptAsync(second, new CancellationToken(canceled: true)));
        var moving = outbox.AdoptAsync(second, Token);
        stuck.Stopping.SetResult();
        await moving;
        await second.OpenedAsync();
        await outbox.AdoptAsync(third, Token);

        Assert.Equal((0, 0), (stuck.Running, second.Running));
    }

    // Otherwise the same refusal would be asked for again and again.
    [Fact]
    public async Task A_stream_that_cannot_be_read_with_no_event_in_it_is_refused_for_good()
    {
        await using var outbox = new PublishOutbox(TimeProvider.System);
        await using var refusing = new HeldLink();
        refusing.Stopping.SetException(new CareException(new CareError(ErrorCode.InvalidRequest, "No stream.", "r")));

        await outbox.AdoptAsync(refusing, Token);
        await outbox.DisposeAsync();

        await Assert.ThrowsAsync<CareException>(
            () => outbox.AddAsync(new PublishRequest { Topic = "vitals", Resource = Batches.Resource, IdempotencyKey = "1" }, Token));
        Assert.Equal(1, refusing.Streams);
    }

    /// <summary>A connection whose stream stands still.</summary>
    private sealed class HeldLink : ILink
    {
        private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HeedsItsEnd { get; init; } = true;

        public TaskCompletionSource Stopping { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Streams { get; private set; }

        public int Running { get; private set; }

        public Task OpenedAsync() => opened.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);

        public Welcome Welcome { get; } = new()
        {
            SessionId = "session", ConnectionId = "held", ConnectionToken = "held", ServerTime = default, ExpiresAt = default,
            AbsoluteEndAt = default, MaxUnacknowledgedEvents = 0, MaxUnacknowledgedBytes = 0,
        };

        public Task<LinkEnd> Ended => new TaskCompletionSource<LinkEnd>().Task;

        public Task<TResult> CallAsync<TResult>(string method, object request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task AcknowledgeAsync(
            AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<TResult> StreamAsync<TResult>(
            string method, object request, object upload, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            (Streams, Running) = (Streams + 1, Running + 1);
            opened.TrySetResult();
            try
            {
                await Stopping.Task.WaitAsync(HeedsItsEnd ? cancellationToken : CancellationToken.None);
            }
            finally
            {
                Running--;
            }

            yield break;
        }

        public void Abandon()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
