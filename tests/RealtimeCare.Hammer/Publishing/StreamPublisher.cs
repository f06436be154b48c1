using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using RealtimeCare.Client;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.World;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.Publishing;

/// <summary>A service on the SDK that publishes over one stream: whatever breaks, its events get their places in the order in which it handed them over.</summary>
internal sealed class StreamPublisher(Ward ward, World.Monitor monitor, Ledger ledger, Findings findings) : IPublisher
{
    private readonly ServiceSignIn signIn = new(
        ward.Server, monitor.ClientId, monitor.Key, Service.KeyId, new SignInOptions { TrustedRoots = ward.Roots });

    private readonly Dictionary<(int Patient, EventClass Class), (int Number, long Place)> places = [];
    private readonly ConcurrentQueue<Published> unanswered = new();

    public Cable Cable { get; } = new(ward.Server);

    /// <inheritdoc/>
    public async Task RunAsync(double rate, int seed, CancellationToken stop, CancellationToken giveUp)
    {
        using var care = new CarePublisher(new RealtimeCareClientOptions { Server = Cable.Address, Tokens = signIn, TrustedRoots = ward.Roots });
        try
        {
            await using var stream = await OpenAsync(care, giveUp);
            await foreach (var outcome in stream.PublishAsync(EventsAsync(rate, new Random(seed), stop), giveUp))
                if (unanswered.TryDequeue(out var published)) Take(published, outcome);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            // What has no answer now was never promised.
        }
        catch (Exception ended) when (ended is CareException or SessionEndedException)
        {
            findings.Add(FindingKind.Refused, $"the stream of {monitor} ended by itself: {ended.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await signIn.DisposeAsync();
        await Cable.DisposeAsync();
    }

    /// <summary>Opens it, for as long as it takes.</summary>
    private static async Task<CarePublishStream> OpenAsync(CarePublisher care, CancellationToken giveUp)
    {
        while (true)
        {
            try
            {
                return await care.OpenStreamAsync(giveUp);
            }
            catch (Exception lost) when (Transience.IsTransient(lost) && !giveUp.IsCancellationRequested)
            {
                await Pause.ForAsync(TimeSpan.FromMilliseconds(300), giveUp);
            }
        }
    }

    private async IAsyncEnumerable<PublishRequest> EventsAsync(
        double rate, Random random, CancellationToken stop, [EnumeratorCancellation] CancellationToken giveUp = default)
    {
        while (await Pause.ForAsync(TimeSpan.FromSeconds(1 / rate), stop) && !giveUp.IsCancellationRequested)
        {
            var published = ledger.Add(number => EventMix.Make(ward, monitor, number, random));
            // The SDK may send it more than once, and does not say so.
            (published.SentAt, published.Attempts) = (Pause.Now, 2);
            unanswered.Enqueue(published);
            yield return EventMix.RequestOf(ward, published) with { IdempotencyKey = published.Key };
        }
    }

    private void Take(Published published, PublishOutcome outcome)
    {
        if (outcome.Result is not { } result)
        {
            findings.Add(FindingKind.Refused, $"the stream of {monitor} was refused event {published.Number}: code {(int?)outcome.Error?.Code}");
            return;
        }

        ledger.Acknowledge(published, result);
        var place = published.Class == EventClass.State ? result.StateVersion : result.Position.Offset;
        if (places.TryGetValue((published.Patient, published.Class), out var before) && place <= before.Place)
            findings.Add(FindingKind.Reordered, $"the {published} was handed over behind event {before.Number}, which got {before.Place}");
        places[(published.Patient, published.Class)] = (published.Number, place);
    }
}
