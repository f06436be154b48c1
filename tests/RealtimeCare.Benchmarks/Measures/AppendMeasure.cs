using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>
/// Appends in this process: place, encryption, idempotency and a durable commit, beside a loop that inserts the same rows into the
/// same table of another file. Both have as many events in one commit.
/// </summary>
internal sealed class AppendMeasure : IMeasure
{
    private const int PerCommit = 512;
    private const int Commits = 8;
    private const int Payload = 512;

    public string Name => "append";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var host = await TestHost.StartAsync(new TestCareOptions());
        var store = host.Services.GetRequiredService<IStreamStore>();
        using var table = BareTable.Like(Path.Combine(host.DataFolder, "db", "streams.db"), Path.Combine(host.DataFolder, "db", "bare.db"));
        var resource = FhirJson.Parse(Resources.Encounter(Payload));
        var samples = await Rounds.AlternateAsync(
            options.Rounds,
            () => PerSecondAsync(() =>
            {
                table.Insert(PerCommit, resource.Utf8.Span);
                return Task.CompletedTask;
            }),
            () => PerSecondAsync(() => AppendAsync(store, resource, cancellationToken)));
        return [Comparison.Judge($"append in process, {Payload} B, {PerCommit} a commit (events/s)", "≥ 0.5 x", samples)];
    }

    private static async Task<double> PerSecondAsync(Func<Task> commit)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var done = 0; done < Commits; done++) await commit();
        return PerCommit * Commits / Rounds.Since(started).TotalSeconds;
    }

    private static async Task AppendAsync(IStreamStore store, FhirJson resource, CancellationToken cancellationToken)
    {
        var appends = new List<Task<AppendResult>>(PerCommit);
        for (var at = 0; at < PerCommit; at++) appends.Add(store.AppendAsync(Drafts.Encounter(resource), cancellationToken).AsTask());
        if ((await Task.WhenAll(appends)).Any(result => result is not AppendResult.Appended)) throw new InvalidOperationException("An event was not appended.");
    }
}
