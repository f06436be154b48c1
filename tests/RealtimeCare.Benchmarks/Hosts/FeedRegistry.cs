using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Benchmarks.Measures;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>Who is fed, by the name under which each asked for it.</summary>
internal sealed class FeedRegistry(IHubContext<FeedHub> hub)
{
    /// <summary>The bytes of each event's resource.</summary>
    public const int Payload = 512;

    private static readonly FhirJson Resource = FhirJson.Parse(Resources.Encounter(Payload).ReplaceLineEndings(""));
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Feed>> feeds = new();

    public Feed Add(string name, string connectionId, Guid subscription, bool hasWindow)
    {
        var feed = new Feed(hub.Clients.Client(connectionId), subscription, Resource, hasWindow);
        Of(name).TrySetResult(feed);
        return feed;
    }

    /// <summary>Feeds whoever has the name, once somebody has.</summary>
    public async Task RunAsync(string name, FeedPlan plan, CancellationToken cancellationToken)
    {
        var feed = await Of(name).Task.WaitAsync(cancellationToken);
        await feed.RunAsync(plan, cancellationToken);
    }

    private TaskCompletionSource<Feed> Of(string name) =>
        feeds.GetOrAdd(name, static _ => new TaskCompletionSource<Feed>(TaskCreationOptions.RunContinuationsAsynchronously));
}
