using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>Opens one connection: token, upgrade, welcome, adoption. Says whether a failure is final.</summary>
internal sealed class LinkOpener(ILinkFactory links, ITokenSource tokens, ILinkOwner owner, TimeProvider time)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private AccessToken? _used;

    /// <summary>A connection that everything has moved to.</summary>
    /// <param name="renew">With another token than that of the last connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SessionEndedException">There is no way back with this sign-in.</exception>
    public async Task<ILink> OpenAsync(bool renew, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var (link, token) = await UpgradeAsync(renew ? _used : null, last: false, either.Token).ConfigureAwait(false);
            await AdoptAsync(link, either.Token).ConfigureAwait(false);
            _used = token;
            return link;
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The server did not answer in time.", exception);
        }
    }

    /// <summary>The session's end that a connection's end tells of; null when the session goes on.</summary>
    public static EndReason? SessionEndOf(ILink link) =>
        link.Ended.IsCompletedSuccessfully && link.Ended.Result.Reason is { } reason && reason.EndsSession() ? reason : null;

    private async Task<(ILink Link, AccessToken Token)> UpgradeAsync(AccessToken? newerThan, bool last, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(newerThan, cancellationToken).ConfigureAwait(false);
        try
        {
            return (await links.OpenAsync(token, owner, cancellationToken).ConfigureAwait(false), token);
        }
        catch (UpgradeRefusedException exception) when (exception.IsAboutTheToken)
        {
            if (last) throw new SessionEndedException(EndReason.Revoked, exception);
            return await UpgradeAsync(token, last: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<AccessToken> TokenAsync(AccessToken? newerThan, CancellationToken cancellationToken)
    {
        try
        {
            return await tokens.GetAsync(newerThan, cancellationToken).ConfigureAwait(false);
        }
        catch (CareException exception) when (Refusals.EndOfSignIn(exception.Error.Code) is { } reason)
        {
            throw new SessionEndedException(reason, exception);
        }
    }

    private async Task AdoptAsync(ILink link, CancellationToken cancellationToken)
    {
        try
        {
            await owner.AdoptAsync(link, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var end = SessionEndOf(link);
            await link.DisposeAsync().ConfigureAwait(false);
            if (end is { } reason && exception is not SessionEndedException) throw new SessionEndedException(reason, exception);
            throw;
        }
    }
}
