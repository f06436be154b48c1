using System.Security.Cryptography;
using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Demo;

/// <summary>The monitor service, signed in with its own key.</summary>
internal sealed class MonitorSignIn : IAsyncDisposable
{
    private readonly ECDsa key = ECDsa.Create();
    private readonly ServiceSignIn tokens;

    /// <summary>Reads the key of a world's monitor.</summary>
    public MonitorSignIn(DemoWorld world)
    {
        key.ImportFromPem(File.ReadAllText(world.MonitorKeyPath));
        tokens = new ServiceSignIn(
            world.Server, DemoWorld.Monitor, key, DemoWorld.MonitorKeyId, new SignInOptions { TrustedRoots = world.Roots });
        Publisher = new CarePublisher(world.Options(tokens));
    }

    /// <summary>Publishes as the monitor.</summary>
    public CarePublisher Publisher { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Publisher.Dispose();
        await tokens.DisposeAsync();
        key.Dispose();
    }
}
