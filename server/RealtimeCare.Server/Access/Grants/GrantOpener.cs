using Microsoft.Extensions.Logging;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>Opens grants one after the other: the entry in the book first, then the store, then it counts.</summary>
internal sealed class GrantOpener(GrantRegistry grants, GrantBook book, ILogger<GrantOpener> logger) : IDisposable
{
    /// <summary>The most grants of one person that may run at the same time.</summary>
    public const int MostPerPerson = 5;

    // A call that is repeated after a lost connection asks for the same, a little later.
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim one = new(1);

    /// <summary>
    /// Opens the grant, or gives the one of the same session, patient and purpose that runs as long already; null when the person
    /// has as many as may run.
    /// </summary>
    /// <exception cref="FactsUnavailableException">It could not be made durable: nothing was granted.</exception>
    public async Task<GrantRecord?> OpenAsync(GrantRecord proposed, string reason, Caller caller, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            var mine = grants.Active.Where(grant => grant.Tenant == proposed.Tenant && grant.Grant.Subject == caller.Subject).ToList();
            if (mine.Find(grant => Covers(grant, proposed)) is { } running) return running;
            if (mine.Count >= MostPerPerson) return null;
            // What is on its way into the book cannot be called back: it is carried out, whether or not the caller still waits.
            await book.StartedAsync(proposed, caller, CancellationToken.None);
            await grants.BeginAsync(new GrantFile(proposed, new GrantTexts(reason, null, null)), CancellationToken.None);
            GrantsLog.GlassBroken(logger, proposed.Id, proposed.EndsAt);
            return proposed;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private static bool Covers(GrantRecord running, GrantRecord proposed) =>
        running.Grant.Patient == proposed.Grant.Patient && running.Grant.SessionId == proposed.Grant.SessionId
        && running.Grant.Purpose == proposed.Grant.Purpose && running.EndsAt > proposed.Grant.From && running.EndsAt >= proposed.EndsAt - Repeat;
}
