using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Benchmarks.Measures;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>Durable appends to the store that the host embeds: one that waits for its commit alone, and many that share one.</summary>
[MemoryDiagnoser]
public class AppendBenchmarks
{
    private const int Together = 512;
    private const int Payload = 512;
    private readonly FhirJson resource = FhirJson.Parse(Resources.Encounter(Payload));
    private TestHost host = null!;
    private IStreamStore store = null!;

    [GlobalSetup]
    public async Task Prepare()
    {
        host = await TestHost.StartAsync(new TestCareOptions());
        store = host.Services.GetRequiredService<IStreamStore>();
    }

    [GlobalCleanup]
    public async Task CleanUp() => await host.DisposeAsync();

    [Benchmark]
    public async Task<AppendResult> Alone() => await store.AppendAsync(Drafts.Encounter(resource), CancellationToken.None);

    [Benchmark(OperationsPerInvoke = Together)]
    public async Task<AppendResult[]> ManyTogether()
    {
        var appends = new Task<AppendResult>[Together];
        for (var at = 0; at < Together; at++) appends[at] = store.AppendAsync(Drafts.Encounter(resource), CancellationToken.None).AsTask();
        return await Task.WhenAll(appends);
    }
}
