using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Testing;

/// <summary>The real trail, which also remembers what was written, as it was before names became pseudonyms.</summary>
public sealed class RecordingTrail(IAuditTrail trail) : IAuditTrail
{
    public Record<Entry> Written { get; } = new();

    public DateTimeOffset LastDurableAt => trail.LastDurableAt;

    public async ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
    {
        var receipt = await trail.AppendAsync(entry, cancellationToken);
        Written.Add(entry);
        return receipt;
    }

    /// <summary>Puts a recording trail in the place of the host's.</summary>
    public static void Replace(IServiceCollection services)
    {
        services.AddSingleton(provider => new RecordingTrail(provider.GetRequiredService<FileAuditTrail>()));
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<RecordingTrail>());
    }
}
