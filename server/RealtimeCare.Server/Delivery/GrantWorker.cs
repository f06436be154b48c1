using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Access.Grants;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Delivery;

/// <summary>Ends grants whose time is over or whose session has ended. That they count no more needs no worker; that people are told does.</summary>
internal sealed class GrantWorker(
    GrantRegistry grants, SessionRegistry sessions, GrantEnder ender, TimeProvider time, ILogger<GrantWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private Task writing = Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                Round(time.GetUtcNow());
                if (writing.IsCompleted) writing = ender.TryWriteAsync();
            }
            catch (Exception exception)
            {
                DeliveryLog.GrantRoundFailed(logger, exception);
            }
        }
    }

    private void Round(DateTimeOffset now)
    {
        foreach (var grant in grants.Active)
        {
            // After a restart a session that ended before is not known at all.
            if (sessions.Find(grant.Grant.SessionId) is null or { HasEnded: true }) _ = ender.EndAsync(grant, BreakGlassEnd.Session, now, null);
            else if (now >= grant.EndsAt) _ = ender.EndAsync(grant, BreakGlassEnd.Time, grant.EndsAt, null);
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
