using Microsoft.Extensions.Hosting;

namespace RealtimeCare.Server.Access;

/// <summary>Brings the facts into memory before the server listens. Until then nobody has any relationship.</summary>
internal sealed class FactsLoader(FactsRegistry facts) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => facts.LoadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
