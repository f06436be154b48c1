using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Tests.Streams;

/// <summary>Events to append, of which only what is named matters.</summary>
internal static class Drafts
{
    public static StreamKey Stream { get; } = new(TenantId.Parse("north"), PatientId.Parse("patient-1"));

    public static StreamKey OtherStream { get; } = new(TenantId.Parse("north"), PatientId.Parse("patient-2"));

    public static EventDraft Durable(string key, string text = "a", StreamKey? stream = null) => new()
    {
        Stream = stream ?? Stream,
        Topic = "labs",
        Class = EventClass.Durable,
        Severity = EventSeverity.Warning,
        ObservedAt = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Resource = FhirJson.Parse($$"""{"resourceType":"Observation","note":"{{text}}"}"""),
        Publisher = SubjectId.Parse("monitor"),
        IdempotencyKey = key,
        ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(text)),
    };

    public static EventDraft Retraction(string key, StreamHead head, long place) => Durable(key, "") with
    {
        Relation = new EventRelation.Retracts(PositionOf(head, place), RetractReason.WrongPatient), Resource = default,
    };

    public static Position PositionOf(StreamHead head, long place) => new() { Epoch = head.Epoch, Offset = place };

    public static EventDraft State(string key, string code, string text = "a", StreamKey? stream = null) =>
        Durable(key, text, stream) with { Topic = "vitals", Class = EventClass.State, StateKey = code };
}
