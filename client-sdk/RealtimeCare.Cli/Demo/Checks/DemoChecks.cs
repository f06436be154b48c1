namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>All checks of what people received, in one list.</summary>
internal static class DemoChecks
{
    /// <summary>Checks every person against everything that was published.</summary>
    public static IReadOnlyList<Finding> Check(IReadOnlyList<ReceivedRecord> people, IReadOnlyList<PublishedEvent> published) =>
    [
        .. people.Select(person => new Expectation(person, published)).SelectMany(expectation => (IEnumerable<Finding>)
        [
            .. SequenceCheck.Check(expectation),
            .. StateCheck.Check(expectation),
            .. ContentCheck.Check(expectation),
            .. EndCheck.Check(expectation.Record),
        ]),
    ];
}
