using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>A world whose book can be read while it is written.</summary>
public sealed class RecordedCare : IAsyncLifetime
{
    public TestCare World { get; private set; } = null!;

    public RecordingTrail Trail => World.Host.Services.GetRequiredService<RecordingTrail>();

    public async ValueTask InitializeAsync() => World = await TestCare.StartAsync(o => o.Replace = RecordingTrail.Replace);

    public ValueTask DisposeAsync() => World is null ? ValueTask.CompletedTask : World.DisposeAsync();
}
