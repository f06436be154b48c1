using RealtimeCare.Identity.FirstStart;

namespace RealtimeCare.Host.Announcing;

/// <summary>Announces the host when it listens, and stops it when the parent process closes the standard input.</summary>
internal sealed class AnnouncementWorker(Announcement announcement, SetupDoor setup, IHostApplicationLifetime lifetime, ILogger<AnnouncementWorker> logger)
    : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var setupCode = await setup.IssueCodeAsync(cancellationToken);
        HostLog.Listening(logger, announcement.Url, announcement.ElapsedMs);
        await announcement.WriteAsync(setupCode);
        // A thread of its own: reading a console cannot be cancelled, and must not keep the process alive.
        if (announcement.ExitsOnStdinClose) new Thread(StopAfterStandardInput) { IsBackground = true, Name = "stdin" }.Start();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        HostLog.Starting(logger, announcement.ElapsedMs);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        HostLog.Stopped(logger);
        return Task.CompletedTask;
    }

    private void StopAfterStandardInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[256];
        while (input.Read(buffer) > 0)
        {
            // What a parent writes has no meaning; only the end has.
        }
        HostLog.StandardInputClosed(logger);
        lifetime.StopApplication();
    }
}
