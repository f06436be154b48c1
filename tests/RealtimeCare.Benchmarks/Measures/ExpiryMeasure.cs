using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;
using RealtimeCare.Benchmarks.Wire;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>How long after its token's end a connection is told that it is over. The bare hub tells nobody: there it is the close.</summary>
internal sealed class ExpiryMeasure : IMeasure
{
    private const int Connections = 30;
    private const int SignIns = 6;

    public string Name => "expiry";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken, "--RealtimeCare:Identity:AccessTokenLifetime=00:00:30");
        List<double> bare = [], ours = [];
        for (var round = 0; round < Math.Min(options.Rounds, 2); round++)
        {
            bare.Add(await BareAsync(world.Bare, cancellationToken));
            ours.Add(await OursAsync(world.Care, cancellationToken));
        }

        return [Comparison.Judge($"end of {Connections} connections after their token's (worst, ms)", "≤ 250 ms", new Samples(bare, ours))];
    }

    private static async Task<double> BareAsync(BareServer server, CancellationToken cancellationToken)
    {
        var lateness = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async index =>
        {
            var expiresAt = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3 + (index % 3));
            await using var socket = await HubSocket.OpenAsync(server.GuardedHub(expiresAt), null, cancellationToken);
            await socket.Closed.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
            return Late(expiresAt);
        }));
        return Rounds.Tidy(lateness.Max());
    }

    private static async Task<double> OursAsync(CareServer server, CancellationToken cancellationToken)
    {
        // Each of three people signs in twice; the connections of a sign-in share its token.
        var signIns = await Task.WhenAll(Enumerable.Range(0, SignIns).Select(server.SignInAsync));
        var lateness = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async index =>
        {
            var tokens = signIns[index % SignIns];
            var expiresAt = DateTimeOffset.FromUnixTimeSeconds(tokens.Claims.GetProperty("exp").GetInt64());
            var follower = await CareFollower.OpenAsync(server.Hub(tokens.Access), cancellationToken);
            await using var socket = follower.Socket;
            await follower.Ending.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
            return Late(expiresAt);
        }));
        return Rounds.Tidy(lateness.Max());
    }

    private static double Late(DateTimeOffset expiresAt) => (TimeProvider.System.GetUtcNow() - expiresAt).TotalMilliseconds;
}
