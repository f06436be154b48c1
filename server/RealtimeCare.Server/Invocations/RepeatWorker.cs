using Microsoft.Extensions.Hosting;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Invocations;

/// <summary>Forgets outcomes whose time is over, also of sessions that call no more.</summary>
internal sealed class RepeatWorker(RepeatRegistry calls, SessionRegistry sessions, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                calls.Forget();
                // One that began while its session ended has come behind the notice of that.
                foreach (var session in calls.Sessions)
                    if (sessions.Find(session) is not { HasEnded: false }) calls.Forget(session);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }
}
