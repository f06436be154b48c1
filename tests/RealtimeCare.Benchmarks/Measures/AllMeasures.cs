namespace RealtimeCare.Benchmarks.Measures;

/// <summary>The rows of the comparison, in their order.</summary>
internal static class AllMeasures
{
    public static IReadOnlyList<IMeasure> InOrder { get; } =
    [
        new CallsMeasure("calls-1", 1, 1, "≤ 1.25 x"),
        new CallsMeasure("calls-16", 16, CallsMeasure.MostInFlight, "≤ 2 x"),
        new SaturatedDelivery(),
    ];
}
