using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Ingest.Quarantine;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Ingest;

/// <summary>
/// What follows when events were taken or refused: they are counted; what was refused for its content is kept for its publisher, and what was
/// taken is no longer kept.
/// </summary>
internal sealed class EventOutcomes(QuarantineIntake quarantine, IngestMetrics metrics, ILogger<EventOutcomes> log)
{
    /// <summary>The same answers, of what is kept with the id it is kept under. Never fails: a quarantine that is down keeps nothing.</summary>
    public async Task<IReadOnlyList<IntakeResult>> CompleteAsync(
        Caller caller, IReadOnlyList<IncomingEvent> events, IReadOnlyList<IntakeResult> answers, string requestId, CancellationToken cancellationToken)
    {
        foreach (var answer in answers) metrics.Answered(answer);
        var taken = events.Zip(answers).Where(one => one.Second is IntakeResult.Taken).Select(one => one.First.Key!).ToList();
        await GuardAsync(() => quarantine.ReleaseAsync(caller, taken, requestId), 0, requestId);
        if (taken.Count == answers.Count) return answers;

        var placed = new List<PlacedAnswer>(answers.Count);
        var ids = new Dictionary<string, Guid>();
        foreach (var (incoming, answer) in events.Zip(answers))
        {
            var asIs = new PlacedAnswer(answer, null);
            placed.Add(await GuardAsync(() => quarantine.PlaceAsync(caller, incoming, asIs, ids, cancellationToken), asIs, requestId));
        }

        // In the book before it is kept. Started in order, so that of two with one key the later stays; awaited together, so that they
        // share a commit.
        var announced = await Task.WhenAll(placed.Select(one => GuardAsync(
            () => quarantine.AnnounceAsync(caller, one, requestId, cancellationToken), one with { Refused = null }, requestId)).ToList());
        return await Task.WhenAll(announced.Select(one => GuardAsync(
            () => quarantine.KeepAsync(caller, one, requestId, cancellationToken), one.Answer, requestId)).ToList());
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> step, T otherwise, string requestId)
    {
        try
        {
            return await step();
        }
        catch (Exception exception) when (exception is StreamStoreUnavailableException or TrailUnavailableException or FactsUnavailableException)
        {
            log.QuarantineUnavailable(exception, requestId);
            return otherwise;
        }
    }
}
