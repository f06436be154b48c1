namespace RealtimeCare.Client.Connecting;

/// <summary>What a call carries of the connection it goes over.</summary>
/// <param name="InvocationId">Stays the same when the call is repeated.</param>
/// <param name="ConnectionToken">The current connection's.</param>
internal readonly record struct CallStamp(Guid InvocationId, string ConnectionToken);

/// <summary>
/// Calls hub methods on whatever connection is current. Repeating is safe since the invocation id stays: after a loss on the
/// next connection, after "repeat later" when the time has come.
/// </summary>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing; disposed, it would leave whoever waits for it waiting for ever.
internal sealed class HubCalls(ConnectionWorker worker, TimeProvider time)
#pragma warning restore CA1001
{
    private const int Attempts = 5;

    /// <summary>A connection on which an answer takes longer is given up.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    // The server refuses the fifth call in flight; the stream of acknowledgements is one.
    private readonly SemaphoreSlim _slots = new(3);

    /// <summary>Calls a method, with the request made anew for each connection that it goes over.</summary>
    /// <exception cref="CareException">The server refused, also when it said "later" every time.</exception>
    /// <exception cref="HttpRequestException">Connection after connection was lost over it.</exception>
    public async Task<(TResult Result, ILink Link)> CallAsync<TResult>(
        string method, Func<CallStamp, object> request, CancellationToken cancellationToken)
    {
        var invocation = Guid.NewGuid();
        for (int losses = 0, refusals = 0; ;)
        {
            var link = await worker.LinkAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan? wait;
            try
            {
                var stamp = new CallStamp(invocation, link.Welcome.ConnectionToken);
                return (await OnceAsync<TResult>(link, method, request(stamp), cancellationToken).ConfigureAwait(false), link);
            }
            catch (LinkLostException exception)
            {
                worker.Lost(link);
                // It may be this call that breaks them, and everything else that goes over them is not to break with it for ever.
                if (++losses == Attempts) throw Refusals.ForApp(exception)!;
                continue;
            }
            catch (CareException exception) when (Refusals.IsForLater(exception.Error.Code) && refusals + 1 < Attempts)
            {
                wait = Refusals.RetryAfter(exception);
            }

            await Task.Delay(Backoff.Jittered.Next(refusals++, wait), time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Calls once, over this connection.</summary>
    /// <exception cref="LinkLostException">It was lost, or had no answer for too long.</exception>
    public async Task<TResult> OnceAsync<TResult>(ILink link, string method, object request, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var activity = ConnectingMetrics.Activities.StartActivity("realtimecare.call");
            activity?.SetTag("rpc.method", method);
            using var late = new CancellationTokenSource(LongestAnswer, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            return await link.CallAsync<TResult>(method, request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            link.Abandon();
            throw new LinkLostException(exception);
        }
        finally
        {
            _slots.Release();
        }
    }
}
