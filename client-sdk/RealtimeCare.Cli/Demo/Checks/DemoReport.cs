namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>What the demo did and found; its last line.</summary>
internal sealed record DemoReport(int Published, int Delivered, bool TrailVerified, IReadOnlyList<Finding> Findings)
{
    private static readonly (FindingKind Kind, string Verb)[] OtherPromises =
    [
        (FindingKind.Reordered, "reordered"), (FindingKind.Altered, "altered"), (FindingKind.Late, "delivered after the end"),
    ];

    /// <summary>Whether every promise held.</summary>
    public bool Succeeded => Findings.Count == 0 && TrailVerified && Delivered > 0;

    /// <summary>One line: the numbers, and when something broke, what.</summary>
    public IEnumerable<string> Lines()
    {
        yield return
            $"demo: published {Published}, delivered {Delivered}, lost {Count(FindingKind.Lost)}, duplicated {Count(FindingKind.Duplicated)}, " +
            $"leaked {Count(FindingKind.Leaked)}{Others()}, trail {(TrailVerified ? "verified" : "not verified")}";
        if (!Succeeded) yield return $"demo: FAILED: {Why()}";
    }

    private string Others() => string.Concat(OtherPromises.Where(o => Count(o.Kind) > 0).Select(o => $", {o.Verb} {Count(o.Kind)}"));

    private string Why() => Findings.Count == 0
        ? Delivered == 0 ? "nothing was delivered" : "the trail was not verified"
        : string.Join("; ", Findings.GroupBy(f => f.Kind).OrderBy(g => Rank(g.Key)).Select(OfKind));

    private static string OfKind(IGrouping<FindingKind, Finding> kind) =>
        $"{Name(kind.Key)}: {kind.First().Text}" + (kind.Count() > 1 ? $" (and {kind.Count() - 1} more)" : "");

    private static string Name(FindingKind kind) => kind switch
    {
        FindingKind.Late => "delivered after the end",
        FindingKind.Trail => "trail broken",
        FindingKind.Step => "step failed",
        _ => kind.ToString().ToLowerInvariant(),
    };

    // A step that fails is often only the consequence of what broke underneath.
    private static int Rank(FindingKind kind) => kind == FindingKind.Step ? 1 : 0;

    private int Count(FindingKind kind) => Findings.Count(f => f.Kind == kind);
}
