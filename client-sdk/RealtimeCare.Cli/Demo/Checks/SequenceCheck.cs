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
            .ToLookup(r => r.PatientId, r => r.Event);
        return expectation.Record.StartedAt.Keys.SelectMany(patient => CheckPatient(expectation, patient, received[patient]));
    }

    private static List<Finding> CheckPatient(Expectation expectation, string patientId, IEnumerable<CareEvent> received)
    {
        var findings = new List<Finding>();
        var seen = Walk(expectation, received, findings);
        findings.AddRange(Lost(expectation, patientId, seen));
        return findings;
    }

    private static HashSet<Guid> Walk(Expectation expectation, IEnumerable<CareEvent> received, List<Finding> findings)
    {
        var seen = new HashSet<Guid>();
        var highest = 0L;
        foreach (var arrived in received)
        {
            // What was never published for this person is the content check's business.
            if (expectation.Find(arrived.EventId) is not var (known, _)) continue;
            if (!seen.Add(known.EventId))
                findings.Add(new(FindingKind.Duplicated, $"{expectation.Person} received the {known} twice"));
            else if (known.Offset < highest)
                findings.Add(new(FindingKind.Reordered, $"{expectation.Person} received the {known} after that at offset {highest}"));
            else if (arrived.Offset != known.Offset)
                findings.Add(new(FindingKind.Reordered, $"{expectation.Person} received the {known} as offset {arrived.Offset}"));
            highest = Math.Max(highest, known.Offset);
        }

        return seen;
    }

    private static IEnumerable<Finding> Lost(Expectation expectation, string patientId, HashSet<Guid> seen)
    {
        var expected = expectation.Of(patientId, EventClass.Durable).OrderBy(e => e.Offset).ToList();
        var lastSeen = expected.FindLast(e => seen.Contains(e.EventId))?.Offset ?? 0;
        var must = expectation.Record.MustReach is { } reach ? Math.Max(reach.GetValueOrDefault(patientId), lastSeen) : long.MaxValue;
        return expected
            .Where(e => e.Offset <= must && !seen.Contains(e.EventId))
            .Select(e => new Finding(FindingKind.Lost, $"{expectation.Person} never received the {e} of topic {e.Topic}"));
    }
}
