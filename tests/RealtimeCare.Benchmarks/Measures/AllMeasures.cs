using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>The rows of the comparisons.</summary>
internal static class AllMeasures
{
    private static readonly TimeSpan LowRate = TimeSpan.FromMilliseconds(100);

    /// <summary>What the server costs, in their order.</summary>
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

    /// <summary>What the SDK costs the app, in their order.</summary>
    public static IReadOnlyList<IMeasure> OfClients { get; } =
    [
        .. ReceiveMeasure.Of("receive-batched", "batches of 16", InBatches, InBatches),
        .. ReceiveMeasure.Of("receive-single", "one a message, 64 together", OneByOne, OneByOne),
        .. ReceiveMeasure.Of("receive-spaced", "one a message, one each ms", Spaced, Spaced),
        .. ReceiveMeasure.Of("receive-tutorial", "bare one a message, ours in batches of 16", WithoutBatch, InBatches, isJudged: false),
        new CatchUpMeasure(isMessagePack: false),
        new CatchUpMeasure(isMessagePack: true),
    ];

    private static FeedPlan InBatches => new(0, PerMessage: 16, PerTick: 64, TickMs: 5);

    private static FeedPlan OneByOne => new(0, PerMessage: 1, PerTick: 64, TickMs: 5);

    private static FeedPlan Spaced => new(0, PerMessage: 1, PerTick: 1, TickMs: 1);

    private static FeedPlan WithoutBatch => new(0, PerMessage: 0, PerTick: 64, TickMs: 5);
}
