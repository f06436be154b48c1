using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>What happens to patients becomes events, and reaches who follows them.</summary>
public sealed partial class FakeCareServer
{
    private CareEvent EventOf(string topic, FhirJson resource, PushOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        options ??= new PushOptions();
        var now = Time.GetUtcNow();
        return new CareEvent
        {
            EventId = Guid.NewGuid(),
            Offset = 0,
            Topic = topic,
            Class = options.Class,
            Severity = options.Severity,
            PublishedAt = now,
            ObservedAt = options.ObservedAt,
            AcknowledgeBy = options.AcknowledgeWithin is { } within ? now + within : null,
            Withheld = options.Withheld,
            Resource = resource,
        };
    }

    private (CareEvent Event, Position Position) Append(string patientId, CareEvent careEvent, bool restricted)
    {
        var stream = StreamOf(patientId, restricted);
        var appended = stream.Append(careEvent);
        _sessions.ForEach(session => session.Send());
        return (appended, new Position { Epoch = stream.Epoch, Offset = appended.Class == EventClass.State ? stream.Top.Offset : appended.Offset });
    }

    private bool IsHandled(string patientId, CareEvent careEvent, PushOptions? options)
    {
        lock (Sync)
        {
            var stream = StreamOf(patientId, options?.Restricted ?? false);
            return _sessions.Where(session => session.IsConnected).SelectMany(session => session.Subscriptions)
                .Where(one => ReferenceEquals(one.Stream, stream) && one.Wants(careEvent)).All(one => one.HasHandled(careEvent));
        }
    }

    private bool IsFollowed(string patientId)
    {
        lock (Sync) return _sessions.Where(session => session.IsConnected).SelectMany(session => session.Subscriptions).Any(one => one.PatientId == patientId);
    }

    private bool AreConnected()
    {
        lock (Sync) return _sessions.Where(session => session.Wants).All(session => session.IsConnected);
    }
}
