namespace RealtimeCare.Hammer.Checks;

/// <summary>Everything that broke: all of it counted, the first of each kind kept to be read.</summary>
internal sealed class Findings
{
    private const int KeptOfAKind = 10;

    private readonly Lock gate = new();
    private readonly Dictionary<FindingKind, int> counts = [];
    private readonly List<Finding> kept = [];

    public bool IsClean
    {
        get
        {
            lock (gate) return counts.Count == 0;
        }
    }

    public IReadOnlyList<Finding> Kept
    {
        get
        {
            lock (gate) return [.. kept.OrderBy(finding => finding.Kind)];
        }
    }

    public void Add(FindingKind kind, string text)
    {
        lock (gate)
        {
            var count = counts[kind] = counts.GetValueOrDefault(kind) + 1;
            if (count <= KeptOfAKind) kept.Add(new Finding(kind, text));
        }
    }

    public int CountOf(FindingKind kind)
    {
        lock (gate) return counts.GetValueOrDefault(kind);
    }
}
