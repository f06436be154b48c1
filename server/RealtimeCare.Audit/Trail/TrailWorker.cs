using Microsoft.Extensions.Hosting;

namespace RealtimeCare.Audit.Trail;

/// <summary>
/// Opens the trail before anything else of the host starts. It is closed by the container, which lets go of what was made first last:
/// whatever else ends can still write its entries.
/// </summary>
internal sealed class TrailWorker(FileAuditTrail trail) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => trail.OpenAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
