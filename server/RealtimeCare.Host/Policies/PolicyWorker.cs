using RealtimeCare.Audit.Trail;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Host.Policies;

/// <summary>Looks four times a second whether a policy document has changed: a good one takes effect, a bad one raises an alert.</summary>
/// <remarks>
/// The documents are read, not watched: notices of a file system get lost on network shares and when editors replace files, and
/// a few kilobytes cost nothing.
/// </remarks>
internal sealed class PolicyWorker(
    PolicyFiles files, PolicyReading first, LivePolicy policies, PolicyReports reports, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var known = first;
        var last = first;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var reading = files.Read();
            // Documents that are being written or replaced look bad, or are missing, for a moment: only what stays so counts.
            var isSettled = reading.IsSameAs(last);
            last = reading;
            if (isSettled && !reading.IsSameAs(known) && await TakeAsync(reading, stoppingToken)) known = reading;
        }
    }

    /// <summary>False when it is not done yet and must be tried again.</summary>
    private async Task<bool> TakeAsync(PolicyReading reading, CancellationToken cancellationToken)
    {
        try
        {
            // In the book first: no decision is made by a policy that the book does not know.
            if (reading.Set is null) await reports.RefusedAsync(reading.Mistakes, policies.Set, cancellationToken);
            else await reports.ChangedAsync(reading.Set, cancellationToken);
        }
        catch (TrailUnavailableException)
        {
            return false;
        }

        if (reading.Set is { } next) policies.Replace(next);
        return true;
    }
}
