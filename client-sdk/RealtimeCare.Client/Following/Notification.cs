using RealtimeCare.Client.Records;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>Something that happened to a followed patient.</summary>
/// <param name="PatientId">The service's id of the patient; empty for what lies in one's own inbox.</param>
/// <param name="Event">The event, reduced to what the receiver may see.</param>
/// <param name="Position">The place in the patient's stream: following again after it continues behind this notification.</param>
public sealed record Notification(string PatientId, CareEvent Event, Position Position) : FollowUpdate
{
    /// <summary>
    /// Whether it is critical and came ahead of its turn, since a backlog waited before it. It is not shown again when its turn comes, and
    /// <see cref="Position"/> stands where the backlog begins.
    /// </summary>
    public bool IsUrgent { get; init; }

    /// <summary>
    /// Whether this person may have received it before, on another device or in an app that ended before it was handled. Within one
    /// client nothing comes twice.
    /// </summary>
    public bool IsRepeated => Event.Repeated;

    /// <summary>What the law demands to be said with it: show it with the event. Empty when nothing is.</summary>
    public IReadOnlyList<string> Notices => Event.Notices ?? [];

    /// <summary>The FHIR resource, reduced to what the receiver may see.</summary>
    public FhirJson Resource => Event.Resource;

    /// <summary>
    /// Reads what it says into a small typed record, such as <see cref="VitalSign"/>, <see cref="LabResult"/> or <see cref="Alert"/>;
    /// anything else is an <see cref="OtherRecord"/>, and null is an event without a resource. It is read anew at each call.
    /// </summary>
    public CareRecord? ReadRecord() => CareRecord.Read(Event);

    /// <summary>The subscription that brought it.</summary>
    internal Guid SubscriptionId { get; init; }

    /// <summary>Names the event without its content.</summary>
    public override string ToString() => Event.ToString();
}
