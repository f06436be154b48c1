using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>
/// Durable events: each exactly once, in the order of publication. It counts by event ids and content, not by the batches'
/// positions, so that it also notices what a consistent numbering hides.
/// </summary>
internal static class SequenceCheck
{
    /// <summary>Compares what one person received with what was published for them.</summary>
    public static IEnumerable<Finding> Check(Expectation expectation)
    {
        var received = expectation.Record.Received
            .Where(r => r.Event.Class == EventClass.Durable)
            .ToLookup(r => r.PatientId);
        return expectation.Record.StartedAt.Keys.SelectMany(patient => CheckPatient(expectation, patient, received[patient]));
    }

    private static List<Finding> CheckPatient(Expectation expectation, string patientId, IEnumerable<ReceivedEvent> received)
    {
        var findings = new List<Finding>();
        var seen = new HashSet<Guid>();
        var highest = Walk(expectation, received, seen, findings);
        findings.AddRange(Lost(expectation, patientId, seen, highest));
        return findings;
    }

    /// <summary>How far it came in order. What came ahead of its turn counts as received, and for the order neither way.</summary>
    private static long Walk(Expectation expectation, IEnumerable<ReceivedEvent> received, HashSet<Guid> seen, List<Finding> findings)
    {
        var highest = 0L;
        foreach (var (_, arrived, _, isUrgent) in received)
        {
            // What was never published for this person is the content check's business.
            if (expectation.Find(arrived.EventId) is not var (known, _)) continue;
            if (!seen.Add(known.EventId))
                findings.Add(new(FindingKind.Duplicated, $"{expectation.Person} received the {known} twice"));
            else if (known.Offset < highest && !isUrgent)
                findings.Add(new(FindingKind.Reordered, $"{expectation.Person} received the {known} after that at offset {highest}"));
            else if (arrived.Offset != known.Offset)
                findings.Add(new(FindingKind.Reordered, $"{expectation.Person} received the {known} as offset {arrived.Offset}"));
            if (!isUrgent) highest = Math.Max(highest, known.Offset);
        }

        return highest;
    }

    private static IEnumerable<Finding> Lost(Expectation expectation, string patientId, HashSet<Guid> seen, long highest)
    {
        var expected = expectation.Of(patientId, EventClass.Durable).OrderBy(e => e.Offset).ToList();
        var must = expectation.Record.MustReach is { } reach ? Math.Max(reach.GetValueOrDefault(patientId), highest) : long.MaxValue;
        return expected
            .Where(e => e.Offset <= must && !seen.Contains(e.EventId))
            .Select(e => new Finding(FindingKind.Lost, $"{expectation.Person} never received the {e} of topic {e.Topic}"));
    }
}
