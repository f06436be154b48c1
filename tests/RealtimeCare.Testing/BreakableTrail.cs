using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Testing;

/// <summary>The real trail, until somebody pulls its disk.</summary>
public sealed class BreakableTrail(IAuditTrail trail, TimeProvider time) : IAuditTrail
{
    private DateTimeOffset? brokenSince;

    public DateTimeOffset LastDurableAt => brokenSince ?? trail.LastDurableAt;

    public void Break() => brokenSince = time.GetUtcNow() - TimeSpan.FromSeconds(3);

    public void Repair() => brokenSince = null;

    public ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken) =>
        brokenSince is null ? trail.AppendAsync(entry, cancellationToken) : throw new TrailUnavailableException("The disk is gone.");

    /// <summary>Puts a breakable trail in the place of the host's.</summary>
    public static void Replace(IServiceCollection services)
    {
        services.AddSingleton(provider => new BreakableTrail(
            provider.GetRequiredService<FileAuditTrail>(), provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<BreakableTrail>());
    }
}
