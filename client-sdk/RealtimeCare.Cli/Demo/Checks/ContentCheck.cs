using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>
/// Every received resource must be the published one, reduced to the person's audience, byte for byte; and nothing may come of
/// a patient, topic or type that the person does not see.
/// </summary>
internal static class ContentCheck
{
    /// <summary>Compares what one person received with what their audience allows.</summary>
    public static IEnumerable<Finding> Check(Expectation expectation) =>
        expectation.Record.Received.Select(received => Check(expectation, received)).OfType<Finding>();

    private static Finding? Check(Expectation expectation, ReceivedEvent received)
    {
        if (expectation.Find(received.Event.EventId) is not var (sent, shape)) return Unexpected(expectation, received);
        if (sent.PatientId != received.PatientId)
            return new(FindingKind.Leaked, $"{expectation.Person} received the {sent} under another patient");
        if (received.Event.Resource == shape.Resource) return Withheld(expectation.Person, received.Event, sent, shape);
        return expectation.OtherWith(received.Event.Resource, sent.PatientId, sent.EventId) is { } other
            ? new(FindingKind.Reordered, $"{expectation.Person} received under the {sent} the content of the {other}")
            : Compare(expectation.Person, received.Event, sent, shape);
    }

    private static Finding? Compare(string person, CareEvent received, PublishedEvent sent, Shape shape) =>
        JsonDifference.Find(shape.Resource, received.Resource) switch
        {
            { Extra: { } path } => new(FindingKind.Leaked, $"{person} received {path} in the {sent}, which their audience does not see"),
            { Changed: { } path } => new(FindingKind.Altered, $"{person} received the {sent} with {path} changed or missing"),
            _ => Withheld(person, received, sent, shape),
        };

    private static Finding? Withheld(string person, CareEvent received, PublishedEvent sent, Shape shape) =>
        received.Withheld == shape.Withheld
            ? null
            : new(FindingKind.Altered, $"{person} was told that the {sent} withholds {received.Withheld} elements; it is {shape.Withheld}");

    private static Finding Unexpected(Expectation expectation, ReceivedEvent received) =>
        expectation.IsPublished(received.Event.EventId)
            ? new(FindingKind.Leaked, $"{expectation.Person} received {received.Event}, of a patient, topic or type that they do not see")
            : expectation.OtherWith(received.Event.Resource, received.PatientId, received.Event.EventId) is { } other
                ? new(FindingKind.Duplicated, $"{expectation.Person} received the content of the {other} again under a new id")
                : new(FindingKind.Leaked, $"{expectation.Person} received {received.Event}, which nobody published");
}
