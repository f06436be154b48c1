namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>After the forced end nothing: no event that was published later than the service says its last byte left.</summary>
internal static class EndCheck
{
    // What had left before may still lie unread in the app's process on a busy machine.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(2);

    /// <summary>Looks for events that came after the end of the person's session.</summary>
    public static IEnumerable<Finding> Check(ReceivedRecord record) =>
        record.End is not { } end
            ? []
            : record.Received
                .Where(r => IsLate(r, end))
                .Select(r => new Finding(FindingKind.Late, $"{record.Person} received {r.Event} after the session had been ended"));

    // All instants are of one machine's clock. The report's arrival is a bound even if its claim of the last byte is wrong.
    private static bool IsLate(ReceivedEvent received, ForcedEnd end) =>
        received.Event.PublishedAt > end.ReportedAt
        || (received.Event.PublishedAt > end.AskedAt && received.Event.PublishedAt > end.LastByteAt)
        || received.ReceivedAt > end.ReportedAt + OnItsWay;
}
