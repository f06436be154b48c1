using Microsoft.Extensions.Hosting;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access.Grants;

/// <summary>Brings the grants into memory before the server listens: those that last, and those that may still exempt somebody.</summary>
internal sealed class GrantsLoader(GrantRegistry grants, LivePolicy policies, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        grants.LoadAsync(time.GetUtcNow() - policies.Set.Base.Rules.BreakGlass.ExemptAfterGrant - BreakGlassRules.HardCap, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
