using Microsoft.Extensions.Logging;

namespace RealtimeCare.Client.Connecting;

/// <summary>Opens a connection however long it takes, and tells the app how that goes.</summary>
internal sealed class LinkRetries(LinkOpener opener, StatusBoard board, TimeProvider time, ILogger logger)
{
    /// <summary>How long a connection must have lived for the next one to be made as if it were the first.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    private int _attempt;
    private DateTimeOffset _openedAt;

    /// <summary>How long to wait after a loss: the longer, the shorter the connections before have lived.</summary>
    public TimeSpan WaitAfterLoss(TimeSpan? atLeast)
    {
        _attempt = time.GetUtcNow() - _openedAt >= Settled ? 0 : _attempt + 1;
        return Backoff.Jittered.Next(_attempt, atLeast);
    }

    /// <param name="renew">Whether a new token is needed.</param>
    /// <param name="wait">How long to wait before the first attempt.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="SessionEndedException">There is no way back with this sign-in.</exception>
    public async Task<ILink> OpenAsync(bool renew, TimeSpan wait, CancellationToken cancellationToken)
    {
        ConnectionFault? fault = null;
        // At once is wished for by the app, and no loss.
        if (wait == TimeSpan.Zero) _attempt = 0;
        while (true)
        {
            board.ShowAttempt(wait, fault);
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            try
            {
                var link = await opener.OpenAsync(renew, cancellationToken).ConfigureAwait(false);
                _openedAt = time.GetUtcNow();
                return link;
            }
            catch (Exception exception) when (exception is not SessionEndedException && !cancellationToken.IsCancellationRequested)
            {
                fault = FaultReader.Read(exception);
                logger.AttemptFailed(_attempt, ConnectingLog.FaultOf(exception));
                wait = Backoff.Jittered.Next(++_attempt, Refusals.RetryAfter(exception));
            }
        }
    }
}
