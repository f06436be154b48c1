using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Server.Ingest.Quarantine;

/// <summary>What a publisher does with its own events in quarantine. Somebody else's look as if they did not exist.</summary>
internal sealed class QuarantineDesk(
    IQuarantineStore store, EventIntake intake, PublishAccess access, IOptions<QuarantineOptions> limits)
{
    private const int Most = 500;
    private const int Usual = 100;

    public async ValueTask<Checked<QuarantineListResult>> ListAsync(Caller caller, QuarantineListRequest request, CancellationToken cancellationToken)
    {
        if (request.Max is < 0 or > Most) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "max" };
        var most = request.Max == 0 ? Usual : request.Max;
        var found = await store.ListAsync(OwnerOf(caller), request.After, most + 1, cancellationToken);
        var page = found.Take(most).ToList();
        return new QuarantineListResult
        {
            Events = [.. page.Select(ToEvent)], Through = page.Count > 0 ? page[^1].Cursor : request.After, HasMore = found.Count > most,
        };
    }

    public async ValueTask<Checked<QuarantinedContent>> ReadAsync(Caller caller, Guid id, string requestId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(OwnerOf(caller), id, cancellationToken) is not { } file) return new CodedProblem(ErrorCode.Forbidden);
        await access.QuarantineAsync(caller, "read", id, requestId, cancellationToken);
        return new QuarantinedContent { Event = ToEvent(file.Record), Request = EventContent.Read(file.Content).Request };
    }

    /// <summary>Puts another event in its place, under the key of the first.</summary>
    /// <returns>What is wrong; null when it is done.</returns>
    public async ValueTask<CodedProblem?> ReplaceAsync(
        Caller caller, Guid id, PublishRequest request, string requestId, CancellationToken cancellationToken)
    {
        var owner = OwnerOf(caller);
        if (await store.FindAsync(owner, id, cancellationToken) is not { Record: var record }) return new CodedProblem(ErrorCode.Forbidden);
        if (request.IdempotencyKey is { } key && key != record.IdempotencyKey) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "idempotencyKey" };
        if (EventContent.Write(new IncomingEvent(request, record.IdempotencyKey)) is not { } content)
            return new CodedProblem(ErrorCode.InvalidRequest) { Path = "resource" };
        await access.QuarantineAsync(caller, "replaced", id, requestId, cancellationToken);
        return await store.ReplaceAsync(owner, id, content, limits.Value, cancellationToken) switch
        {
            QuarantineChange.Done => null,
            QuarantineChange.Full => new CodedProblem(ErrorCode.TooLarge) { QuarantineFull = true },
            _ => new CodedProblem(ErrorCode.Forbidden),
        };
    }

    /// <summary>Publishes it by the door that all events come through; once it is taken, by whichever way, it is no longer kept.</summary>
    public async ValueTask<IntakeResult> ReplayAsync(Caller caller, Guid id, string requestId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(OwnerOf(caller), id, cancellationToken) is not { } file) return new IntakeResult.Refused(new CodedProblem(ErrorCode.Forbidden));
        await access.QuarantineAsync(caller, "replayed", id, requestId, cancellationToken);
        return (await intake.TakeAsync(caller, [EventContent.Read(file.Content)], requestId, cancellationToken))[0];
    }

    public async ValueTask<CodedProblem?> DiscardAsync(Caller caller, Guid id, string requestId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(OwnerOf(caller), id, cancellationToken) is null) return new CodedProblem(ErrorCode.Forbidden);
        await access.QuarantineAsync(caller, "discarded", id, requestId, cancellationToken);
        await store.RemoveAsync(OwnerOf(caller), id, version: null, cancellationToken);
        return null;
    }

    private static QuarantineOwner OwnerOf(Caller caller) => new(caller.Tenant, caller.Subject);

    private static QuarantinedEvent ToEvent(QuarantineRecord record) => new()
    {
        QuarantineId = record.Id,
        Code = record.Code,
        Path = record.Path,
        RefusedAt = record.RefusedAt,
        IdempotencyKey = record.IdempotencyKey,
        Bytes = record.Bytes,
    };
}
