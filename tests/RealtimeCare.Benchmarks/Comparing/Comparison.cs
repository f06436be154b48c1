namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>Turns samples into a judged row. Pure: the same samples always give the same row.</summary>
internal static class Comparison
{
    /// <summary>
    /// Values are medians of the rounds and the ratio is theirs. Where the target is absolute the worst round counts instead: a
    /// promise that holds every second time is none.
    /// </summary>
    public static ComparedRow Judge(string measure, string? target, Samples samples)
    {
        var wanted = target is null ? null : Target.Parse(target);
        var bare = ValueOf(samples.Bare, wanted);
        var ours = ValueOf(samples.Ours, wanted);
        var ratio = bare is > 0 && ours is not null ? ours / bare : null;
        var judged = wanted is { IsRatio: false } ? ours : ratio;
        return new ComparedRow(measure, Round(bare), Round(ours), Round(ratio), target, wanted is null ? null : judged is { } value && wanted.Accepts(value), samples);
    }

    /// <summary>Judges a row again, from its samples alone.</summary>
    public static ComparedRow Judge(ComparedRow row) => Judge(row.Measure, row.Target, row.Samples);

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double? ValueOf(IReadOnlyList<double> values, Target? target)
    {
        if (values.Count == 0) return null;
        if (target is null or { IsRatio: true }) return Median(values);
        return target.IsAtMost ? values.Max() : values.Min();
    }

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
