using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>What one person should have received, worked out from what was published and from what their audience sees.</summary>
internal sealed class Expectation
{
    private readonly Dictionary<Guid, (PublishedEvent Event, Shape Shape)> visible = [];
    private readonly HashSet<Guid> published;

    /// <summary>Works it out.</summary>
    public Expectation(ReceivedRecord record, IReadOnlyList<PublishedEvent> published)
    {
        Record = record;
        this.published = [.. published.Select(e => e.EventId)];
        foreach (var sent in published.Where(IsFollowed))
            if (record.Shape(sent.Resource) is { } shape) visible.Add(sent.EventId, (sent, shape));
    }

    /// <summary>What the person received.</summary>
    public ReceivedRecord Record { get; }

    /// <summary>Who.</summary>
    public string Person => Record.Person;

    /// <summary>The events of a patient that the person should see.</summary>
    public IEnumerable<PublishedEvent> Of(string patientId, EventClass kind) =>
        visible.Values.Select(v => v.Event).Where(e => e.PatientId == patientId && e.Class == kind);

    /// <summary>What the person should see of an event; null when they should not see it at all.</summary>
    public (PublishedEvent Event, Shape Shape)? Find(Guid eventId) =>
        visible.TryGetValue(eventId, out var found) ? found : null;

    /// <summary>Whether the event was published, for this person or not.</summary>
    public bool IsPublished(Guid eventId) => published.Contains(eventId);

    /// <summary>Another event of the patient that looks to the person exactly like this content.</summary>
    public PublishedEvent? OtherWith(FhirJson content, string patientId, Guid besides) => visible.Values
        .FirstOrDefault(v => v.Event.PatientId == patientId && v.Event.EventId != besides && v.Shape.Resource == content).Event;

    private bool IsFollowed(PublishedEvent sent) =>
        Record.Topics.Contains(sent.Topic)
        && Record.StartedAt.TryGetValue(sent.PatientId, out var start)
        && (sent.Class == EventClass.State || sent.Offset > start);
}
