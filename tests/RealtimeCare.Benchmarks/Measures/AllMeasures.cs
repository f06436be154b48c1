namespace RealtimeCare.Benchmarks.Measures;

/// <summary>The rows of the comparison, in their order.</summary>
internal static class AllMeasures
{
    private static readonly TimeSpan LowRate = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<IMeasure> InOrder { get; } =
    [
        new CallsMeasure("calls-1", 1, 1, "≤ 1.25 x"),
        new CallsMeasure("calls-16", 16, CallsMeasure.MostInFlight, "≤ 2 x"),
        new FedDelivery("deliver-saturated", "saturated", "≤ 0.2 x", Feeding.SaturateAsync),
        new FedDelivery("deliver-awaited", "each event awaited", null, Feeding.AwaitEachAsync),
        new FedDelivery("deliver-low", "10 events/s", "≤ 1.1 x", static (side, time, cancelled) => Feeding.DripAsync(side, LowRate, time, cancelled)),
        new IdleMeasure(),
        new LatencyMeasure(),
        new MemoryMeasure(),
        new ConnectMeasure(),
        new AppendMeasure(),
        new PublishMeasure(),
        new FrozenMeasure(),
        new ExpiryMeasure(),
        new StreamsMeasure(),
        new ResumeMeasure(),
    ];
}
