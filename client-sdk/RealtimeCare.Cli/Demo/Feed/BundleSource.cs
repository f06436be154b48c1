using System.Runtime.CompilerServices;
using RealtimeCare.Cli.Bundles;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.Feed;

/// <summary>FHIR files: every resource once, patient by patient, spread over the time given if there is time left.</summary>
internal sealed class BundleSource(BundleContents contents, TimeSpan atLeast, TimeProvider time) : IEventSource
{
    private const int BatchSize = 100;

    private int read;

    /// <inheritdoc/>
    public double Progress => contents.Resources == 0 ? 1 : (double)read / contents.Resources;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<PublishRequest>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var requests = contents.Patients.SelectMany(p => p.Resources.Select(r => r.ToRequest(new() { Identifier = p.Identifier })));
        foreach (var batch in requests.Chunk(BatchSize))
        {
            var early = (atLeast * Progress) - time.GetElapsedTime(startedAt);
            if (early > TimeSpan.Zero) await Task.Delay(early, time, cancellationToken);
            yield return batch;
            read += batch.Length;
        }
    }
}
