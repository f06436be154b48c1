namespace RealtimeCare.Client.Connecting;

/// <summary>What a call carries of the connection it goes over.</summary>
/// <param name="InvocationId">Stays the same when the call is repeated.</param>
/// <param name="ConnectionToken">The current connection's.</param>
internal readonly record struct CallStamp(Guid InvocationId, string ConnectionToken);

/// <summary>
/// Calls hub methods on whatever connection is current. Repeating is safe since the invocation id stays: after a loss on the
/// next connection, after "repeat later" when the time has come.
/// </summary>
internal sealed class HubCalls(ConnectionWorker worker, TimeProvider time) : IDisposable
{
    private const int Attempts = 5;

    // The server refuses the fifth call in flight; the stream of acknowledgements is one.
    private readonly SemaphoreSlim _slots = new(3);

    public async Task<(TResult Result, ILink Link)> CallAsync<TResult>(
        string method, Func<CallStamp, object> request, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var activity = ConnectingMetrics.Activities.StartActivity("realtimecare.call");
            activity?.SetTag("rpc.method", method);
            return await RepeatAsync<TResult>(method, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Calls once, over this connection.</summary>
    public async Task<TResult> OnceAsync<TResult>(ILink link, string method, object request, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var activity = ConnectingMetrics.Activities.StartActivity("realtimecare.call");
            activity?.SetTag("rpc.method", method);
            return await link.CallAsync<TResult>(method, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<(TResult Result, ILink Link)> RepeatAsync<TResult>(
        string method, Func<CallStamp, object> request, CancellationToken cancellationToken)
    {
        var invocation = Guid.NewGuid();
        for (var attempt = 0; ;)
        {
            var link = await worker.LinkAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan? wait;
            try
            {
                var stamp = new CallStamp(invocation, link.Welcome.ConnectionToken);
                return (await link.CallAsync<TResult>(method, request(stamp), cancellationToken).ConfigureAwait(false), link);
            }
            catch (LinkLostException)
            {
                worker.Lost(link);
                continue;
            }
            catch (CareException exception) when (Refusals.IsForLater(exception.Error.Code) && attempt + 1 < Attempts)
            {
                wait = Refusals.RetryAfter(exception);
            }

            await Task.Delay(Backoff.Jittered.Next(attempt++, wait), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
