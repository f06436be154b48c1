namespace RealtimeCare.Client.Connecting;

/// <summary>Lets connections go that are no longer needed.</summary>
internal sealed class RetiredLinks(ILinkOwner owner, TimeProvider time)
{
    /// <summary>The longest that letting go may take where somebody waits for it.</summary>
    public static readonly TimeSpan PartingTimeout = TimeSpan.FromSeconds(2);

    private Task _retired = Task.CompletedTask;

    /// <summary>Completes when all are gone.</summary>
    public Task AllGone => _retired;

    /// <summary>Lets one go without waiting for it.</summary>
    public void Add(ILink link) => _retired = Task.WhenAll(_retired, DisposeQuietlyAsync(link));

    /// <summary>Lets one go once what is due on it was said.</summary>
    public async Task PartAsync(ILink link, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tooLong = Task.Delay(PartingTimeout, time, limit.Token);
        await Task.WhenAny(owner.SettleAsync(link), link.Ended, tooLong).ConfigureAwait(false);
        Add(link);
        await Task.WhenAny(_retired, tooLong).ConfigureAwait(false);
        await limit.CancelAsync().ConfigureAwait(false);
    }

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
