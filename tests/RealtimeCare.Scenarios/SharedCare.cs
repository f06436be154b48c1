using RealtimeCare.Testing;

[assembly: AssemblyFixture(typeof(RealtimeCare.Scenarios.SharedCare))]

namespace RealtimeCare.Scenarios;

/// <summary>
/// One world for all scenarios that leave the host as they found it: each brings its own patients, and people where it ends
/// their sessions. A scenario that moves the clock, breaks a disk or restarts the host starts a world of its own.
/// </summary>
public sealed class SharedCare : IAsyncLifetime
{
    public TestCare World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => World is null ? ValueTask.CompletedTask : World.DisposeAsync();
}
