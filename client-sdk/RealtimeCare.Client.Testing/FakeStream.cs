using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>What has happened to one patient: durable events by offset, and the latest state.</summary>
internal sealed class FakeStream
{
    private readonly List<CareEvent> _durable = [];
    private readonly Dictionary<string, CareEvent> _state = new(StringComparer.Ordinal);

    public long Epoch { get; private set; } = 1;

    public Position Top => new() { Epoch = Epoch, Offset = _durable.Count };

    public long StateTop { get; private set; }

    /// <summary>How far the person's apps have handled it.</summary>
    public long LeftOff { get; set; }

    public CareEvent Append(CareEvent careEvent)
    {
        if (careEvent.Class == EventClass.State)
        {
            var state = careEvent with { StateVersion = ++StateTop };
            _state[KeyOf(state)] = state;
            return state;
        }

        var durable = careEvent with { Offset = Top.Offset + 1 };
        _durable.Add(durable);
        return durable;
    }

    public CareEvent Find(Position position) =>
        position.Epoch == Epoch && _durable.Find(one => one.Offset == position.Offset) is { } found
            ? found
            : throw new ArgumentException("No event was pushed at this position.", nameof(position));

    /// <summary>Leaves an event's place and takes its content away.</summary>
    public void Empty(CareEvent careEvent) =>
        _durable[_durable.IndexOf(careEvent)] = careEvent with { IsRetracted = true, Resource = default };

    /// <summary>Nothing that was kept is kept any more.</summary>
    public void Rebuild()
    {
        Epoch++;
        _durable.Clear();
        _state.Clear();
        LeftOff = 0;
    }

    public IReadOnlyList<CareEvent> After(long offset, long state, IReadOnlyList<string> topics) =>
        [.. _durable.Where(one => one.Offset > offset && topics.Contains(one.Topic)), .. StateAfter(state, topics)];

    public IReadOnlyList<CareEvent> StateAfter(long state, IReadOnlyList<string> topics) =>
        [.. _state.Values.Where(one => one.StateVersion > state && topics.Contains(one.Topic)).OrderBy(one => one.StateVersion)];

    // The server's key is the resource's code too; a resource without one is a state of its own.
    private static string KeyOf(CareEvent careEvent)
    {
        using var resource = careEvent.Resource.ToDocument();
        var code = resource.RootElement.TryGetProperty("code", out var found) ? found.GetRawText() : $"{careEvent.StateVersion}";
        return $"{careEvent.Topic} {code}";
    }
}
