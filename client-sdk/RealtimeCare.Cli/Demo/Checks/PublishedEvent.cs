using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>An event that the service has taken, as its publisher knows it.</summary>
/// <param name="StateKey">What "the latest wins" is counted by: the code of a state event.</param>
internal sealed record PublishedEvent(
    Guid EventId, string PatientId, string Topic, EventClass Class, long Offset, long StateVersion, string StateKey, FhirJson Resource)
{
    /// <summary>Joins what was sent with what the service answered.</summary>
    public static PublishedEvent From(PublishRequest request, PublishResult result) => new(
        result.EventId, result.PatientId, request.Topic, request.Class, result.Position.Offset, result.StateVersion,
        Checks.StateKey.Of(request.Resource), request.Resource);

    /// <summary>Names the event without its content.</summary>
    public override string ToString() => Class == EventClass.Durable ? $"event at offset {Offset}" : $"state version {StateVersion}";
}
