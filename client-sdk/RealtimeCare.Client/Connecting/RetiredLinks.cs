namespace RealtimeCare.Client.Connecting;

/// <summary>Lets connections go that are no longer needed.</summary>
internal sealed class RetiredLinks(ILinkOwner owner, TimeProvider time)
{
    /// <summary>The longest that letting go may take where somebody waits for it.</summary>
    public static readonly TimeSpan PartingTimeout = TimeSpan.FromSeconds(2);

    private Task _retired = Task.CompletedTask;

    /// <summary>Completes when all are gone.</summary>
    public Task AllGone => _retired;

    /// <summary>Lets one go without waiting for it, and without a further word.</summary>
    public void Add(ILink link) => Note(DisposeQuietlyAsync(link));

    /// <summary>Lets one go once what is due on it was said; not waited for longer than that may take.</summary>
    public Task PartAsync(ILink link, CancellationToken cancellationToken)
    {
        var parting = SettleAsync(link, cancellationToken);
        Note(parting);
        return Task.WhenAny(parting, Task.Delay(PartingTimeout, time, cancellationToken));
    }

    private async Task SettleAsync(ILink link, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(owner.SettleAsync(link), link.Ended, Task.Delay(PartingTimeout, time, limit.Token)).ConfigureAwait(false);
        await limit.CancelAsync().ConfigureAwait(false);
        await DisposeQuietlyAsync(link).ConfigureAwait(false);
    }

    private void Note(Task letting) => _retired = Task.WhenAll(_retired, letting);

    private static async Task DisposeQuietlyAsync(ILink link)
    {
        try
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is gone either way.
        }
    }
}
