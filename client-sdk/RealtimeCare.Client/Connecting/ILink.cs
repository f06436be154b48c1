using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Connecting;

/// <summary>One open, welcomed connection to a hub. It is used once and never reconnects by itself.</summary>
internal interface ILink : IAsyncDisposable
{
    /// <summary>The server's welcome.</summary>
    Welcome Welcome { get; }

    /// <summary>Completes when the connection is over or the server said that it is about to be.</summary>
    Task<LinkEnd> Ended { get; }

    /// <summary>Calls a hub method.</summary>
    /// <exception cref="CareException">The server refused with a code.</exception>
    /// <exception cref="LinkLostException">The connection ended before the answer came.</exception>
    Task<TResult> CallAsync<TResult>(string method, object request, CancellationToken cancellationToken);

    /// <summary>Calls a hub method that takes a stream and gives one, until it ends.</summary>
    /// <exception cref="CareException">The server refused with a code.</exception>
    /// <exception cref="LinkLostException">The connection ended before the stream did.</exception>
    IAsyncEnumerable<TResult> StreamAsync<TResult>(string method, object request, object upload, CancellationToken cancellationToken);

    /// <summary>Sends acknowledgements until they or the connection end.</summary>
    Task AcknowledgeAsync(AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements, CancellationToken cancellationToken);

    /// <summary>Gives the connection up, so that the worker makes a new one.</summary>
    void Abandon();
}

/// <summary>How a connection ended.</summary>
/// <param name="Reason">What the server said; null when it just broke.</param>
/// <param name="RetryAfter">How long the server asked to wait.</param>
internal readonly record struct LinkEnd(EndReason? Reason, TimeSpan? RetryAfter);

/// <summary>Opens connections: the real one over SignalR, and a fake in tests.</summary>
internal interface ILinkFactory
{
    /// <summary>Opens one and waits for its welcome.</summary>
    /// <exception cref="UpgradeRefusedException">The server refused the connection.</exception>
    Task<ILink> OpenAsync(AccessToken token, ILinkOwner owner, CancellationToken cancellationToken);
}

/// <summary>Whoever connections are made for. What the server sends is heard on the receive loop: those methods return at once.</summary>
internal interface ILinkOwner
{
    /// <summary>Moves everything to a new connection before it becomes the current one.</summary>
    Task AdoptAsync(ILink link, CancellationToken cancellationToken);

    /// <summary>A connection is about to be let go: completes when everything that is due on it has been said.</summary>
    Task SettleAsync(ILink link) => Task.CompletedTask;

    /// <summary>The session is over, or the client was disposed (null).</summary>
    void End(EndReason? reason);

    void Events(ILink link, EventBatch batch)
    {
    }

    void UrgentEvents(ILink link, EventBatch batch)
    {
    }

    void Tops(ILink link, Tops tops)
    {
    }

    void AccessChanged(AccessChanged change)
    {
    }

    void ReloadRequired(ReloadRequired reload)
    {
    }

    void Joined(ILink link, Joined joined)
    {
    }

    void Left(ILink link, Left left)
    {
    }

    void FollowIncomplete(FollowIncomplete incomplete)
    {
    }

    void BreakGlassEnded(BreakGlassEnded ended)
    {
    }

    void SessionsChanged()
    {
    }

    void BreakGlassChanged()
    {
    }

    void UndeliveredChanged()
    {
    }
}
