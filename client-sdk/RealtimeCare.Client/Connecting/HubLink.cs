using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Connecting;

/// <summary>One SignalR connection.</summary>
internal sealed class HubLink : ILink
{
    /// <summary>
    /// How long a notice may still come after the connection was found closed: SignalR hands out what it has received on a task
    /// of its own, and may tell of the close, or fail calls because of it, before the last message.
    /// </summary>
    private static readonly TimeSpan NoticeGrace = TimeSpan.FromMilliseconds(250);

    private const string LongInvocationId = "4294967295";

    private readonly HubConnection _hub;
    private readonly IHubProtocol _protocol;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<Welcome> _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LinkEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HubLink(HubConnection hub, IHubProtocol protocol, ILinkOwner owner, TimeProvider time)
    {
        (_hub, _protocol, _time) = (hub, protocol, time);
        hub.On<Welcome>(nameof(IEndingClient.Welcome), welcome => _welcome.TrySetResult(welcome));
        hub.On<ConnectionEnding>(nameof(IEndingClient.ConnectionEnding), ending => End(ending.Reason, ending.RetryAfterMs));
        hub.On<SessionEnding>(nameof(IEndingClient.SessionEnding), ending => End(ending.Reason));
        hub.Closed += exception =>
        {
            if (CareError.FromWire(exception?.Message) is { } error && Refusals.EndOf(error.Code) is { } reason) End(reason);
            Abandon();
            return Task.CompletedTask;
        };
        Hear(owner);
    }

    public Welcome Welcome => _welcome.Task.Result;

    public Task<LinkEnd> Ended => _ended.Task;

    /// <summary>Connects and waits for the welcome, or for the server to end the connection instead.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _hub.StartAsync(cancellationToken).ConfigureAwait(false);
        var first = await Task.WhenAny(_welcome.Task, _ended.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (first == _welcome.Task) return;
        var end = await _ended.Task.ConfigureAwait(false);
        throw end.Reason is { } reason && reason.EndsSession() ? new SessionEndedException(reason) : new LinkLostException();
    }

    public async Task<TResult> CallAsync<TResult>(string method, object request, CancellationToken cancellationToken)
    {
        RequireFits(method, request);
        try
        {
            return await _hub.InvokeCoreAsync<TResult>(method, [request], cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            throw Refused(exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Abandon();
            throw new LinkLostException(exception);
        }
    }

    public async IAsyncEnumerable<TResult> StreamAsync<TResult>(
        string method, object request, object upload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var results = _hub.StreamAsyncCore<TResult>(method, [request, upload], cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var closing = results.ConfigureAwait(false);
        while (await MoveAsync(results, cancellationToken).ConfigureAwait(false)) yield return results.Current;
    }

    private async ValueTask<bool> MoveAsync<TResult>(IAsyncEnumerator<TResult> results, CancellationToken cancellationToken)
    {
        try
        {
            return await results.MoveNextAsync().ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            throw Refused(exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Abandon();
            throw new LinkLostException(exception);
        }
    }

    public async Task AcknowledgeAsync(
        AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements, CancellationToken cancellationToken)
    {
        try
        {
            await _hub.InvokeCoreAsync(nameof(ICareHub.Acknowledge), [request, acknowledgements], cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            throw Refused(exception);
        }
        catch (Exception exception)
        {
            Abandon();
            throw new LinkLostException(exception);
        }
    }

    public void Abandon() => _ = EndUnlessNoticedAsync();

    public async ValueTask DisposeAsync()
    {
        End(null);
        _welcome.TrySetCanceled();
        await _hub.DisposeAsync().ConfigureAwait(false);
    }

    private void Hear(ILinkOwner owner)
    {
        _hub.On<EventBatch>(nameof(ICareClient.Events), batch => owner.Events(this, batch));
        _hub.On<EventBatch>(nameof(ICareClient.UrgentEvents), batch => owner.UrgentEvents(this, batch));
        _hub.On<Tops>(nameof(ICareClient.Tops), tops => owner.Tops(this, tops));
        _hub.On<AccessChanged>(nameof(ICareClient.AccessChanged), owner.AccessChanged);
        _hub.On<ReloadRequired>(nameof(ICareClient.ReloadRequired), owner.ReloadRequired);
        _hub.On<Joined>(nameof(ICareClient.Joined), joined => owner.Joined(this, joined));
        _hub.On<Left>(nameof(ICareClient.Left), left => owner.Left(this, left));
        _hub.On<FollowIncomplete>(nameof(ICareClient.FollowIncomplete), owner.FollowIncomplete);
        _hub.On<BreakGlassEnded>(nameof(ICareClient.BreakGlassEnded), owner.BreakGlassEnded);
        _hub.On(nameof(IAdminClient.SessionsChanged), owner.SessionsChanged);
        _hub.On(nameof(IAdminClient.BreakGlassChanged), owner.BreakGlassChanged);
        _hub.On(nameof(IAdminClient.UndeliveredChanged), owner.UndeliveredChanged);
    }

    private async Task EndUnlessNoticedAsync()
    {
        if (_ended.Task.IsCompleted) return;
        await Task.WhenAny(_ended.Task, Task.Delay(NoticeGrace, _time)).ConfigureAwait(false);
        End(null);
    }

    private Exception Refused(HubException exception)
    {
        var error = CareError.FromWire(exception.Message);
        if (error is null) return new CareException(new CareError(ErrorCode.Unavailable, "The server could not answer.", "-"), exception);
        if (Refusals.EndOf(error.Code) is not { } reason) return new CareException(error, exception);
        End(reason);
        return reason.EndsSession() ? new SessionEndedException(reason, exception) : new LinkLostException(exception);
    }

    private void End(EndReason? reason, int? retryAfterMs = null) =>
        _ended.TrySetResult(new LinkEnd(reason, retryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : null));

    // Over a larger message the server closes the connection, and with it ends everything else that goes over it.
    private void RequireFits(string method, object request)
    {
        var message = new InvocationMessage(LongInvocationId, method, [request]);
        var most = method == nameof(ICareHub.Resume) ? RealtimeCareProtocol.MaxResumeBytes : RealtimeCareProtocol.MaxMessageBytes;
        if (_protocol.GetMessageBytes(message).Length > most)
            throw new CareException(new CareError(ErrorCode.TooLarge, "The request is too large; send less at once.", "-"));
    }
}
