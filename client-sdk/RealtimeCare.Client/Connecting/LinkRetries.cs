using Microsoft.Extensions.Logging;

namespace RealtimeCare.Client.Connecting;

/// <summary>Opens a connection however long it takes, and tells the app how that goes.</summary>
internal sealed class LinkRetries(LinkOpener opener, StatusBoard board, TimeProvider time, ILogger logger)
{
    /// <param name="renew">Whether a new token is needed.</param>
    /// <param name="wait">How long to wait before the first attempt.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="SessionEndedException">There is no way back with this sign-in.</exception>
    public async Task<ILink> OpenAsync(bool renew, TimeSpan wait, CancellationToken cancellationToken)
    {
        ConnectionFault? fault = null;
        for (var attempt = 0; ; attempt++)
        {
            board.ShowAttempt(wait, fault);
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            try
            {
                return await opener.OpenAsync(renew, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not SessionEndedException && !cancellationToken.IsCancellationRequested)
            {
                fault = FaultReader.Read(exception);
                wait = Backoff.Jittered.Next(attempt + 1, Refusals.RetryAfter(exception));
                logger.AttemptFailed(attempt, ConnectingLog.FaultOf(exception));
            }
        }
    }
}
