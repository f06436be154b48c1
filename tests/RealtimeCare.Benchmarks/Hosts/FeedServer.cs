using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using RealtimeCare.Benchmarks.Clients;
using RealtimeCare.Benchmarks.Wire;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>The feeding host as a process.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("feed-host-").FullName;
    private ServerProcess process = null!;
    private HttpMessageInvoker http = null!;
    private Uri origin = null!;

    private FeedServer()
    {
    }

    public static async Task<FeedServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new FeedServer();
        server.process = await ServerProcess.StartAsync(typeof(FeedServer).Assembly.Location, ["feed-host", server.folder], cancellationToken);
        server.origin = new Uri(server.process.Announcement.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(server.process.Announcement.CaPath);
        server.http = HubAddress.Trusting(roots);
        return server;
    }

    /// <summary>What a follower has to know to be fed under a name of its own.</summary>
    public FollowerPlan PlanOf(bool isBare, bool isMessagePack) =>
        new(isBare, isMessagePack, origin, process.Announcement.CaPath, "token", $"follower-{Guid.NewGuid():N}", Feed.Epoch);

    /// <summary>Feeds one follower; returns when all was sent.</summary>
    public async Task FeedAsync(string name, FeedPlan plan, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(origin, $"{FeedHost.FeedPath}?name={name}"))
        {
            Content = JsonContent.Create(plan, options: JsonSerializerOptions.Web),
        };
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
