using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Connecting;

/// <summary>Opens one connection: token, upgrade, welcome, adoption. Says whether a failure is final.</summary>
internal sealed class LinkOpener(ILinkFactory links, ITokenSource tokens, ILinkOwner owner, TimeProvider time)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private AccessToken? _used;

    /// <summary>What is let go without being waited for.</summary>
    public RetiredLinks Retired { get; } = new(owner, time);

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

    /// <summary>A connection in the place of one that lives, with another token. It is given up when that one ends meanwhile.</summary>
    /// <exception cref="SessionEndedException">There is no way back with this sign-in.</exception>
    /// <exception cref="LinkLostException">The old one has ended, and the session goes on.</exception>
    public async Task<ILink> HandOverAsync(ILink old, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var opening = OpenAsync(renew: true, limit.Token);
        await Task.WhenAny(opening, old.Ended).ConfigureAwait(false);
        // The server may let the old one go before it has answered the new one.
        if (old.Ended.IsCompleted && (await old.Ended.ConfigureAwait(false)).Reason != EndReason.HandedOver) await limit.CancelAsync().ConfigureAwait(false);
        try
        {
            return await opening.ConfigureAwait(false);
        }
        catch (Exception exception) when (SessionEndOf(old) is { } reason)
        {
            // The old connection knows why the session ended; a refused token is only its consequence.
            throw new SessionEndedException(reason, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LinkLostException(exception);
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
            // A source may be deaf to its cancellation.
            return await tokens.GetAsync(newerThan, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
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
            // A dead network keeps it from closing, which nobody is to wait for.
            Retired.Add(link);
            if (end is { } reason && exception is not SessionEndedException) throw new SessionEndedException(reason, exception);
            throw;
        }
    }
}
