using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Server.Ingest.Quarantine;

/// <summary>Puts refused events into quarantine and lets those go that were taken after all, each with its entry in the book before it.</summary>
internal sealed class QuarantineIntake(PublishAccess access, IQuarantineStore store, IOptions<QuarantineOptions> limits)
{
    /// <summary>Whether the event is to be kept, and under which id. Nothing has changed yet.</summary>
    /// <param name="caller">Its publisher.</param>
    /// <param name="incoming">The event.</param>
    /// <param name="answer">What its publisher is answered.</param>
    /// <param name="ids">The ids that this request gave out by key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PlacedAnswer> PlaceAsync(
        Caller caller, IncomingEvent incoming, PlacedAnswer answer, Dictionary<string, Guid> ids, CancellationToken cancellationToken)
    {
        if (answer.Answer is not IntakeResult.Refused { Problem: var problem } || !IsAboutContent(problem)) return answer;
        if (!EventCheck.IsKey(incoming.Key) || EventContent.Write(incoming) is not { } content || !access.MayPublish(caller, incoming.Request)) return answer;
        var refused = new RefusedEvent(new QuarantineOwner(caller.Tenant, caller.Subject), incoming.Key, problem.Code, problem.Path, content);
        if (!ids.TryGetValue(incoming.Key, out var id))
        {
            if (await store.PlaceAsync(refused, limits.Value, cancellationToken) is not { } place) return Full(problem);
            ids[incoming.Key] = id = place;
        }
        return answer with { Refused = refused with { Id = id } };
    }

    /// <summary>Records that it is going to be kept. Durable when it returns.</summary>
    public async Task<PlacedAnswer> AnnounceAsync(Caller caller, PlacedAnswer answer, string requestId, CancellationToken cancellationToken)
    {
        if (answer.Refused is { Id: { } id }) await access.QuarantineAsync(caller, "kept", id, requestId, cancellationToken);
        return answer;
    }

    /// <summary>Keeps it.</summary>
    public async Task<IntakeResult> KeepAsync(Caller caller, PlacedAnswer answer, string requestId, CancellationToken cancellationToken)
    {
        if (answer is not { Refused: { Id: { } announced } refused, Answer: IntakeResult.Refused { Problem: var problem } }) return answer.Answer;
        var id = await store.KeepAsync(refused, limits.Value, cancellationToken);
        // Another of the same moment took the last room, or the key.
        if (id is null) await access.QuarantineAsync(caller, "not-kept", announced, requestId, cancellationToken);
        else if (id != announced) await access.QuarantineAsync(caller, "kept", id.Value, requestId, cancellationToken);
        return id is null ? Full(problem).Answer : new IntakeResult.Refused(problem with { QuarantineId = id });
    }

    /// <summary>Lets go what was refused under keys whose events are durable now: under those nothing else can ever be taken.</summary>
    /// <returns>How many are gone.</returns>
    public async Task<int> ReleaseAsync(Caller caller, IReadOnlyList<string> keys, string requestId)
    {
        if (keys.Count == 0) return 0;
        var owner = new QuarantineOwner(caller.Tenant, caller.Subject);
        var records = await store.FindByKeysAsync(owner, keys, CancellationToken.None);
        foreach (var record in records)
        {
            await access.QuarantineAsync(caller, "taken", record.Id, requestId, CancellationToken.None);
            // What was replaced since is another event: its publisher is to see that it came too late.
            await store.RemoveAsync(owner, record.Id, record.Version, CancellationToken.None);
        }
        return records.Count;
    }

    private static PlacedAnswer Full(CodedProblem problem) => new(new IntakeResult.Refused(problem with { QuarantineFull = true }), null);

    // A conflict is none: its key is taken, so it could never be replayed. Nor is anything that later may go better by itself.
    private static bool IsAboutContent(CodedProblem problem) => problem.IsUnknownPatient
        || problem.Code is ErrorCode.InvalidRequest or ErrorCode.InvalidResource or ErrorCode.UnknownTopic or ErrorCode.TooLarge or ErrorCode.UnknownPosition;
}

/// <summary>An answer on its way to its publisher.</summary>
/// <param name="Answer">The answer, as far as it is known.</param>
/// <param name="Refused">What is to be kept; null when nothing is.</param>
internal sealed record PlacedAnswer(IntakeResult Answer, RefusedEvent? Refused);
