using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeCare.Client;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>A batch as a message of either hub protocol.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private readonly IHubProtocol messagePack = new RealtimeCareClientOptions().UseMessagePack().Protocol!;
    private readonly JsonHubProtocol json = new();
    private InvocationMessage message = null!;

    [Params(1, 16, 64)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Prepare() => message = MessageOf(Events);

    [Benchmark]
    public ReadOnlyMemory<byte> MessagePack() => messagePack.GetMessageBytes(message);

    [Benchmark]
    public ReadOnlyMemory<byte> Json() => json.GetMessageBytes(message);

    internal static InvocationMessage MessageOf(int events) => new(nameof(ICareClient.Events), [Batch(events)]);

    private static EventBatch Batch(int events) => new()
    {
        SubscriptionId = Guid.NewGuid(),
        Epoch = 1,
        Previous = 0,
        Through = events,
        StateThrough = 0,
        Events = [.. Enumerable.Range(1, events).Select(offset => new CareEvent
        {
            EventId = Guid.CreateVersion7(),
            Offset = offset,
            Topic = The.Vitals,
            Class = EventClass.Durable,
            Severity = EventSeverity.Routine,
            PublishedAt = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero),
            Resource = Some.HeartRate(),
        })],
    };
}
