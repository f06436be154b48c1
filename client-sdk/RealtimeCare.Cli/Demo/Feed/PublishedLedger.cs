using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Feed;

/// <summary>Everything that the service has taken from the demo's monitor.</summary>
internal sealed class PublishedLedger
{
    private readonly Lock gate = new();
    private readonly List<PublishedEvent> events = [];

    /// <summary>How many.</summary>
    public int Count
    {
        get
        {
            lock (gate) return events.Count;
        }
    }

    /// <summary>Notes an event that was taken.</summary>
    public void Add(PublishRequest request, PublishResult result)
    {
        var published = PublishedEvent.From(request, result);
        lock (gate) events.Add(published);
    }

    /// <summary>All of them so far.</summary>
    public IReadOnlyList<PublishedEvent> Snapshot()
    {
        lock (gate) return [.. events];
    }
}
