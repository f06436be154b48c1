namespace RealtimeCare.Benchmarks.Comparing;

/// <summary>One line of the comparison. Bare and ratio are null where there is nothing to compare with.</summary>
/// <param name="Measure">What was measured, with its unit.</param>
/// <param name="Target">See <see cref="Comparing.Target"/>; null when the row only informs.</param>
/// <param name="Met">Null without a target.</param>
/// <param name="Samples">What everything else follows from.</param>
internal sealed record ComparedRow(string Measure, double? Bare, double? Ours, double? Ratio, string? Target, bool? Met, Samples Samples);

/// <summary>The value of every round, in order.</summary>
internal sealed record Samples(IReadOnlyList<double> Bare, IReadOnlyList<double> Ours);
