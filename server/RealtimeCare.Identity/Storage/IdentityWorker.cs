using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using RealtimeCare.Identity.Clients;

namespace RealtimeCare.Identity.Storage;

/// <summary>Makes the database ready before the first request is taken, then clears out what has ended, once an hour.</summary>
internal sealed class IdentityWorker(
    IServiceScopeFactory scopes, IOptions<IdentityOptions> options, TimeProvider time, ILogger<IdentityWorker> logger) : BackgroundService
{
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    /// <summary>A day longer than anything can be used, so that a late question about a token still finds it.</summary>
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        IdentityLog.DatabaseReady(logger, IdentitySchema.Open(options.Value.DatabaseFile));
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FirstPartyClients>().SeedAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PruneInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                IdentityLog.PruningFailed(logger, e);
            }
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var now = time.GetUtcNow();
        await services.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(now - KeptAfterEnd, cancellationToken);
        await services.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(now - KeptAfterEnd, cancellationToken);
        var database = services.GetRequiredService<IdentityDatabase>();
        var keep = now - KeptAfterEnd;
        await database.Grants.Where(g => g.EndsAt < keep).ExecuteDeleteAsync(cancellationToken);
        await database.SeenAssertions.Where(s => s.ForgetAt < now).ExecuteDeleteAsync(cancellationToken);
    }
}
