using RealtimeCare.Cli.Demo.Checks;
using RealtimeCare.Cli.Demo.Screen;
using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Cast;

/// <summary>Keeps what one person received, in the order of arrival, and shows it.</summary>
internal sealed class Inbox(string person, DemoRole role, IDemoScreen screen, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<ReceivedEvent> received = [];
    private readonly Dictionary<string, long> startedAt = [];

    /// <summary>Who, as the screen calls them.</summary>
    public string Person => person;

    /// <summary>The topics that the person follows.</summary>
    public DemoRole Role => role;

    /// <summary>What the administrator reported, if the session was ended by force.</summary>
    public ForcedEnd? End { get; set; }

    /// <summary>How far the person had to come before the end; null when there is no end.</summary>
    public IReadOnlyDictionary<string, long>? MustReach { get; set; }

    /// <summary>How many events have come.</summary>
    public int Count
    {
        get
        {
            lock (gate) return received.Count;
        }
    }

    /// <summary>Notes that following began.</summary>
    public void Begin(string patientId, long offset)
    {
        lock (gate) startedAt[patientId] = offset;
    }

    /// <summary>Takes an event.</summary>
    public void Take(string patientId, CareEvent arrived, bool isUrgent = false)
    {
        lock (gate) received.Add(new(patientId, arrived, time.GetUtcNow(), isUrgent));
        screen.Received(person, patientId, arrived);
    }

    /// <summary>All of it so far, for the checks.</summary>
    public ReceivedRecord Record()
    {
        lock (gate)
        {
            return new ReceivedRecord
            {
                Person = person,
                Topics = role.Topics,
                StartedAt = new Dictionary<string, long>(startedAt),
                MustReach = MustReach,
                Shape = role.Shape,
                Received = [.. received],
                End = End,
            };
        }
    }
}
