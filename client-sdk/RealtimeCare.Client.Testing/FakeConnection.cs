using System.Runtime.CompilerServices;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>One connection of a client to the fake server.</summary>
internal sealed class FakeConnection(FakeSession session, ILinkOwner owner, int number, DateTimeOffset now) : ILink
{
    // Every event is acknowledged by itself, so that a test can wait for one.
    private const int Window = 4;

    private readonly TaskCompletionSource<LinkEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ILinkOwner Owner => owner;

    public bool IsOpen => !_ended.Task.IsCompleted;

    public Task<LinkEnd> Ended => _ended.Task;

    public Welcome Welcome { get; } = new()
    {
        SessionId = session.Id,
        ConnectionId = $"{session.Id}-connection-{number}",
        ConnectionToken = $"{session.Id}-token-{number}",
        ServerTime = now,
        ExpiresAt = now + FakeSession.TokenLife,
        AbsoluteEndAt = now + TimeSpan.FromHours(8),
        MaxUnacknowledgedEvents = Window,
        MaxUnacknowledgedBytes = RealtimeCareProtocol.MaxUnacknowledgedBytes,
    };

    public async Task<TResult> CallAsync<TResult>(string method, object request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsOpen) throw new LinkLostException();
        return (TResult)session.Answer(this, request);
    }

    public async IAsyncEnumerable<TResult> StreamAsync<TResult>(
        string method, object request, object upload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        throw new NotSupportedException("The fake server is for apps that follow; publishing is a call to an interface of the app's own.");
#pragma warning disable CS0162 // What makes it an iterator.
        yield break;
#pragma warning restore CS0162
    }

    public async Task AcknowledgeAsync(
        AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements, CancellationToken cancellationToken)
    {
        await foreach (var one in acknowledgements.WithCancellation(cancellationToken).ConfigureAwait(false)) session.Take(one);
    }

    public void Abandon() => End(null);

    public void End(EndReason? reason, TimeSpan? retryAfter = null) => _ended.TrySetResult(new LinkEnd(reason, retryAfter));

    public ValueTask DisposeAsync()
    {
        End(null);
        return ValueTask.CompletedTask;
    }
}
