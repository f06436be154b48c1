using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Ingest;

/// <summary>
/// Takes events to publish: checks and decides each, writes all in the book, appends them in their order. Whatever speaks to
/// publishers, HTTP or the hub, hands its events here.
/// </summary>
internal sealed class EventIntake(
    PublishAccess access, PatientIntake patients, IStreamStore store, EventOutcomes outcomes, ILogger<EventIntake> log)
{
    /// <summary>
    /// Takes each event or refuses it by itself; the answers stand in the same order. Behind one that cannot be taken for the moment
    /// none is: publishers send in an order, and what comes again must not have been overtaken.
    /// </summary>
    public async Task<IReadOnlyList<IntakeResult>> TakeAsync(
        Caller caller, IReadOnlyList<IncomingEvent> events, string requestId, CancellationToken cancellationToken)
    {
        var checks = new List<Checked<PermittedEvent>>(events.Count);
        foreach (var one in events)
            checks.Add(checks is [.., var before] && IsForLater(before) ? before : await GuardAsync(() => CheckAsync(caller, one, requestId, cancellationToken), requestId));

        var recorded = await Task.WhenAll(checks.Select(check => GuardAsync(() => RecordAsync(caller, check, requestId, cancellationToken), requestId)));

        // Started one after the other, so that events of one stream get their offsets in this order; awaited together, so that
        // they share a commit.
        var lot = new AppendLot();
        var answers = await Task.WhenAll(UntilShut(recorded).Select(permitted => AppendAsync(permitted, lot, requestId, cancellationToken)).ToList());
        return await outcomes.CompleteAsync(caller, events, answers, requestId, cancellationToken);
    }

    private async Task<Checked<PermittedEvent>> CheckAsync(
        Caller caller, IncomingEvent incoming, string requestId, CancellationToken cancellationToken)
    {
        var (request, verdict) = (incoming.Request, await EventVerdict.ReachAsync(access, patients, caller, incoming, cancellationToken));
        if (verdict.Problem is { } problem)
        {
            await access.RefusedAsync(caller, verdict.Decision, problem, requestId, cancellationToken);
            return problem;
        }

        var found = verdict.Patient!.Value;
        if (found.IsNew)
            found = await patients.FindOrCreateAsync(
                caller, Operations.EventPublish, [request.Patient!.Identifier!], requestId, cancellationToken) ?? found;
        var draft = DraftOf(caller, request, incoming.Key!, found.Patient, verdict.Resource!) with
        {
            AcknowledgeWithin = access.AcknowledgeWithin(request),
        };
        return new PermittedEvent(verdict.Decision!, draft, found.Patient);
    }

    private async Task<Checked<PermittedEvent>> RecordAsync(
        Caller caller, Checked<PermittedEvent> check, string requestId, CancellationToken cancellationToken)
    {
        if (check.IsValid)
            await access.PermittedAsync(caller, check.Value, requestId, cancellationToken);
        return check;
    }

    private async Task<IntakeResult> AppendAsync(
        Checked<PermittedEvent> permitted, AppendLot lot, string requestId, CancellationToken cancellationToken)
    {
        if (!permitted.IsValid) return new IntakeResult.Refused(permitted.Problem);
        try
        {
            var draft = permitted.Value.Draft with { Lot = lot };
            return await store.AppendAsync(draft, cancellationToken) switch
            {
                AppendResult.Appended appended => Taken(draft, appended.EventId, appended.Head, duplicate: false),
                AppendResult.Duplicate duplicate => Taken(draft, duplicate.EventId, duplicate.Head, duplicate: true),
                AppendResult.Full => new IntakeResult.Refused(new CodedProblem(ErrorCode.TooLarge) { Path = "resource.code" }),
                AppendResult.NoTarget => new IntakeResult.Refused(new CodedProblem(ErrorCode.UnknownPosition)),
                _ => new IntakeResult.Refused(new CodedProblem(ErrorCode.IdempotencyConflict)),
            };
        }
        catch (StreamStoreUnavailableException exception)
        {
            log.EventsUnavailable(exception, requestId);
            return new IntakeResult.Refused(new CodedProblem(ErrorCode.Unavailable));
        }
    }

    private async Task<Checked<PermittedEvent>> GuardAsync(Func<Task<Checked<PermittedEvent>>> step, string requestId)
    {
        try
        {
            return await step();
        }
        catch (Exception exception) when (exception is TrailUnavailableException or FactsUnavailableException)
        {
            log.EventsUnavailable(exception, requestId);
            return new CodedProblem(ErrorCode.Unavailable);
        }
    }

    private static bool IsForLater(Checked<PermittedEvent> check) => check.Problem?.Code == ErrorCode.Unavailable;

    /// <summary>The same; from the first that is for later on, all of them are.</summary>
    private static IEnumerable<Checked<PermittedEvent>> UntilShut(IEnumerable<Checked<PermittedEvent>> events)
    {
        Checked<PermittedEvent>? shut = null;
        foreach (var one in events)
        {
            if (shut is null && IsForLater(one)) shut = one;
            yield return shut ?? one;
        }
    }

    private static IntakeResult.Taken Taken(EventDraft draft, Guid eventId, StreamHead head, bool duplicate) => new(new PublishResult
    {
        EventId = eventId,
        PatientId = draft.Stream.Patient.Value ?? "",
        Position = new Position { Epoch = head.Epoch, Offset = head.Offset },
        StateVersion = draft.Class == EventClass.State ? head.StateVersion : 0,
        Restricted = draft.Stream.IsRestricted,
        Duplicate = duplicate,
    });

    private static EventDraft DraftOf(Caller caller, PublishRequest request, string key, PatientId patient, CheckedResource resource) => new()
    {
        ResourceType = resource.Type,
        // By its labels: an event above normal must not move the offsets that everybody sees.
        Stream = StreamOf(
            caller.Tenant, request, patient, request.Retracts is null ? LabelScan.IsRestricted(resource.Json.Utf8.Span) : request.Restricted),
        Relation = RelationOf(request),
        Topic = request.Topic,
        Class = request.Class,
        Severity = request.Severity,
        StateKey = resource.StateKey,
        ObservedAt = request.ObservedAt,
        Resource = resource.Json,
        Publisher = caller.Subject,
        IdempotencyKey = key,
        ContentHash = HashOf(request, patient, resource.Json),
    };

    private static StreamKey StreamOf(TenantId tenant, PublishRequest request, PatientId patient, bool isRestricted) => request.Recipient is { } person
        ? StreamKey.InboxOf(tenant, SubjectId.Parse(person), isRestricted)
        : new StreamKey(tenant, patient, isRestricted);

    private static EventRelation? RelationOf(PublishRequest request) => request switch
    {
        { Retracts: { } position } => new EventRelation.Retracts(position, request.RetractReason),
        { Corrects: { } position } => new EventRelation.Corrects(position),
        _ => null,
    };

    // What the publisher said, not what follows from a setting that may change; nothing where nothing was said, as before it could be.
    private static string TimeOf(PublishRequest request) => request.AcknowledgeWithin is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"|by {seconds}") : "";

    private static byte[] HashOf(PublishRequest request, PatientId patient, FhirJson resource)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{(request.Recipient is { } person ? "#" + person : patient.Value)}|{(int)request.Class}|{(int)request.Severity}|{request.ObservedAt?.UtcTicks}|{request.Topic}{RelationOf(request)}{(request is { Retracts: not null, Restricted: true } ? "#" : "")}{TimeOf(request)}\0")));
        hash.AppendData(resource.Utf8.Span);
        return hash.GetHashAndReset();
    }
}

/// <summary>An event as it came in, with its idempotency key.</summary>
internal sealed record IncomingEvent(PublishRequest Request, string? Key)
{
    /// <summary>About the bytes that it takes while it is under way: over the hub each of its texts may be as long as the whole message.</summary>
    public long Weight => Request.Resource.Utf8.Length + TextOf(Key) + TextOf(Request.Topic) + TextOf(Request.Recipient)
        + TextOf(Request.Patient?.Id) + TextOf(Request.Patient?.Identifier?.System) + TextOf(Request.Patient?.Identifier?.Value);

    private static long TextOf(string? text) => sizeof(char) * (text?.Length ?? 0L);
}

/// <summary>An event that may be appended once the book says so.</summary>
/// <param name="Patient">The patient it is about; of an inbox <see cref="PublishAccess.Nobody"/> when it names none.</param>
internal sealed record PermittedEvent(Decision Decision, EventDraft Draft, PatientId Patient);
