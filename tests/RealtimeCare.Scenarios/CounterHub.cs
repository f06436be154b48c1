using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>A team's own hub: it counts, which nobody wants to happen twice.</summary>
internal sealed class CounterHub(Counter counter) : Hub<IEndingClient>
{
    public const string Path = "/hubs/counter";

    [Operation("session.activity")]
    public async Task<Counted> Increase(IncreaseRequest request)
    {
        var count = counter.Add(request.By);
        await counter.WaitAsync();
        return request.Refusal is { } code ? throw new CareRefusalException(code) : new Counted(count);
    }
}

/// <summary>What is counted, and a way to hold the hub's method while it runs.</summary>
internal sealed class Counter
{
    private TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isHeld;
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Completes when the method runs and is held.</summary>
    public Task Entered => entered.Task.WaitAsync(TimeSpan.FromSeconds(15));

    /// <summary>Begins anew, for the next test.</summary>
    public void Reset()
    {
        (isHeld, count) = (false, 0);
        entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public int Add(int by) => Interlocked.Add(ref count, by);

    public void Hold() => isHeld = true;

    public void Release() => released.TrySetResult();

    public Task WaitAsync()
    {
        if (!isHeld) return Task.CompletedTask;
        entered.TrySetResult();
        return released.Task.WaitAsync(TimeSpan.FromSeconds(15));
    }
}

internal sealed record IncreaseRequest : IHubRequest
{
    public required Guid InvocationId { get; init; }

    public required string ConnectionToken { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public int By { get; init; } = 1;

    public ErrorCode? Refusal { get; init; }
}

internal sealed record Counted(int Count);

/// <summary>A world whose host has this hub besides its own, and whose book can be read.</summary>
public sealed class CountingCare : IAsyncLifetime
{
    public TestCare World { get; private set; } = null!;

    public Record<Entry> Written => World.Host.Services.GetRequiredService<RecordingTrail>().Written;

    internal Counter Counter { get; } = new();

    public async ValueTask InitializeAsync() => World = await TestCare.StartAsync(o =>
    {
        o.Map = routes => routes.MapRealtimeCareHub<CounterHub>(CounterHub.Path);
        o.Replace = services =>
        {
            RecordingTrail.Replace(services);
            services.AddSingleton(Counter).AddRealtimeCareHub<CounterHub, IEndingClient>();
        };
    });

    public ValueTask DisposeAsync() => World is null ? ValueTask.CompletedTask : World.DisposeAsync();
}
