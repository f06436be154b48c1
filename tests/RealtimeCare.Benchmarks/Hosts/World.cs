namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>Both servers of one measure, each fresh.</summary>
internal sealed class World : IAsyncDisposable
{
    private World(BareServer bare, CareServer care) => (Bare, Care) = (bare, care);

    public BareServer Bare { get; }

    public CareServer Care { get; }

    public static async Task<World> StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        var bare = await BareServer.StartAsync(cancellationToken);
        try
        {
            return new World(bare, await CareServer.StartAsync(cancellationToken, settings));
        }
        catch
        {
            await bare.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Care.DisposeAsync();
        await Bare.DisposeAsync();
    }
}
