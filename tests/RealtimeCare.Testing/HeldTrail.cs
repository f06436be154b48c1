using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;

namespace RealtimeCare.Testing;

/// <summary>The real trail, in which some entries can be kept waiting.</summary>
public sealed class HeldTrail(IAuditTrail trail) : IAuditTrail
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Func<Entry, bool> holds = _ => false;

    /// <summary>What was written, as it was before names became pseudonyms.</summary>
    public Record<Entry> Written { get; } = new();

    public DateTimeOffset LastDurableAt => trail.LastDurableAt;

    /// <summary>Completes when an entry waits.</summary>
    public Task Held => held.Task.WaitAsync(TimeSpan.FromSeconds(15));

    /// <summary>Keeps these entries waiting from now on.</summary>
    public void Hold(Func<Entry, bool> which) => holds = which;

    /// <summary>Lets everything through.</summary>
    public void Release()
    {
        holds = _ => false;
        released.TrySetResult();
    }

    public async ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (holds(entry))
        {
            held.TrySetResult();
            await released.Task.WaitAsync(cancellationToken);
        }

        var receipt = await trail.AppendAsync(entry, cancellationToken);
        Written.Add(entry);
        return receipt;
    }

    /// <summary>Puts such a trail in the place of the host's.</summary>
    public static void Replace(IServiceCollection services)
    {
        services.AddSingleton(provider => new HeldTrail(provider.GetRequiredService<FileAuditTrail>()));
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<HeldTrail>());
    }
}
