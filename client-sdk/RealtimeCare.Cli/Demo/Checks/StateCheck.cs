using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>State events: versions grow, none comes twice, and the last one received per code is the last one published.</summary>
internal static class StateCheck
{
    /// <summary>Compares what one person received with what was published for them.</summary>
    public static IEnumerable<Finding> Check(Expectation expectation)
    {
        var received = expectation.Record.Received
            .Where(r => r.Event.Class == EventClass.State)
            .ToLookup(r => r.PatientId, r => r.Event);
        return expectation.Record.StartedAt.Keys.SelectMany(patient => (IEnumerable<Finding>)
        [
            .. Versions(expectation, received[patient]),
            .. expectation.Record.MustReach is null ? Latest(expectation, patient, received[patient]) : [],
        ]);
    }

    private static IEnumerable<Finding> Versions(Expectation expectation, IEnumerable<CareEvent> received)
    {
        var seen = new HashSet<Guid>();
        var newest = new Dictionary<string, long>();
        foreach (var state in received)
        {
            if (expectation.Find(state.EventId) is not var (sent, _)) continue;
            var before = newest.GetValueOrDefault(sent.StateKey);
            newest[sent.StateKey] = Math.Max(before, sent.StateVersion);
            if (!seen.Add(sent.EventId))
                yield return new(FindingKind.Duplicated, $"{expectation.Person} received the {sent} twice");
            else if (sent.StateVersion < before)
                yield return new(FindingKind.Reordered, $"{expectation.Person} received the {sent} after version {before} of its code");
        }
    }

    private static IEnumerable<Finding> Latest(Expectation expectation, string patientId, IEnumerable<CareEvent> received)
    {
        var seen = received.Select(e => e.EventId).ToHashSet();
        return expectation.Of(patientId, EventClass.State)
            .GroupBy(e => e.StateKey)
            .Select(code => code.MaxBy(e => e.StateVersion)!)
            .Where(latest => !seen.Contains(latest.EventId))
            .Select(latest => new Finding(FindingKind.Lost, $"{expectation.Person} never received the {latest}, the newest of its code"));
    }
}
