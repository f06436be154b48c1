using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Ingest.Quarantine;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Server.Ingest;

/// <summary>What follows when events were taken or refused: they are counted, and what was refused for its content is kept for its publisher.</summary>
internal sealed class EventOutcomes(
    PublishAccess access, IQuarantineStore quarantine, IOptions<QuarantineOptions> limits, IngestMetrics metrics, ILogger<EventOutcomes> log)
{
    /// <summary>The same answers, of what is kept with the id it is kept under. Never fails: a quarantine that is down keeps nothing.</summary>
    public async Task<IReadOnlyList<IntakeResult>> CompleteAsync(
        Caller caller, IReadOnlyList<IncomingEvent> events, IReadOnlyList<IntakeResult> answers, string requestId, CancellationToken cancellationToken)
    {
        foreach (var answer in answers) metrics.Answered(answer);
        if (answers.All(static answer => answer is IntakeResult.Taken)) return answers;
        // Started in order, so that of two with one key the later stays; awaited together, so that they share a commit.
        return await Task.WhenAll(events.Zip(answers).Select(one => CompleteAsync(caller, one.First, one.Second, requestId, cancellationToken)).ToList());
    }

    private async Task<IntakeResult> CompleteAsync(
        Caller caller, IncomingEvent incoming, IntakeResult answer, string requestId, CancellationToken cancellationToken)
    {
        if (answer is not IntakeResult.Refused { Problem: var problem } || !IsAboutContent(problem)) return answer;
        if (!EventCheck.IsKey(incoming.Key) || EventContent.Write(incoming) is not { } content || !access.MayPublish(caller, incoming.Request)) return answer;
        try
        {
            var refused = new RefusedEvent(new QuarantineOwner(caller.Tenant, caller.Subject), incoming.Key, problem.Code, problem.Path, content);
            if (await quarantine.KeepAsync(refused, limits.Value, cancellationToken) is not { } id)
                return new IntakeResult.Refused(problem with { QuarantineFull = true });
            await access.QuarantineAsync(caller, "kept", id, requestId, cancellationToken);
            return new IntakeResult.Refused(problem with { QuarantineId = id });
        }
        catch (Exception exception) when (exception is StreamStoreUnavailableException or TrailUnavailableException or FactsUnavailableException)
        {
            log.QuarantineUnavailable(exception, requestId);
            return answer;
        }
    }

    // A conflict is none: its key is taken, so it could never be replayed. Nor is anything that later may go better by itself.
    private static bool IsAboutContent(CodedProblem problem) => problem.IsUnknownPatient
        || problem.Code is ErrorCode.InvalidRequest or ErrorCode.InvalidResource or ErrorCode.UnknownTopic or ErrorCode.TooLarge or ErrorCode.UnknownPosition;
}
