namespace RealtimeCare.Client.Following;

/// <summary>Which subscriptions are behind what the server had when they began or were taken over.</summary>
internal sealed class Backlog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (long Offset, long State)> _tops = [];

    /// <summary>Whether any is behind has changed; called in order, and must return at once.</summary>
    public Action<bool>? Changed { get; set; }

    /// <summary>A subscription is to be handled up to here.</summary>
    public void Expect(Subscription subscription, long top, long stateTop)
    {
        lock (_lock)
        {
            var wasBehind = _tops.Count > 0;
            if (!subscription.HasHandled(top, stateTop)) _tops[subscription.Id] = (top, stateTop);
            if (_tops.Count > 0 && !wasBehind) Changed?.Invoke(true);
        }
    }

    /// <summary>A subscription was handled further.</summary>
    public void Note(Subscription subscription)
    {
        lock (_lock)
        {
            if (_tops.TryGetValue(subscription.Id, out var top) && subscription.HasHandled(top.Offset, top.State)) Forget(subscription);
        }
    }

    /// <summary>A subscription is over.</summary>
    public void Forget(Subscription subscription)
    {
        lock (_lock)
        {
            if (_tops.Remove(subscription.Id) && _tops.Count == 0) Changed?.Invoke(false);
        }
    }
}
