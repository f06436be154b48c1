using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>
/// How far the streams have come. What a transaction moves is written once, before its commit, however many events it has.
/// Runs on the writer's thread alone.
/// </summary>
internal sealed class SqliteStreamHeads(long epoch)
{
    private const int MostRemembered = 65_536;

    private readonly Dictionary<StreamKey, KnownHead> known = [];
    private readonly Dictionary<StreamKey, KnownHead> moved = [];
    private readonly List<(StreamKey Stream, long Offset)> retracted = [];
    private readonly Dictionary<StreamKey, long> critical = [];
    private readonly List<StreamHint> repeated = [];

    /// <summary>The stream's head; a stream that is not there is made.</summary>
    public KnownHead Of(SqliteSession session, StreamKey stream)
    {
        if (known.TryGetValue(stream, out var head)) return head;
        if (known.Count >= MostRemembered)
        {
            Write(session);
            known.Clear();
        }
        return known[stream] = Find(session, stream) ?? Add(session, stream);
    }

    /// <summary>An event took the next place.</summary>
    public void Moved(SqliteSession session, StreamKey stream, KnownHead head, DateTimeOffset at)
    {
        if (head.IsEmpty) session.Write("UPDATE streams SET oldest_at = $0 WHERE stream_id = $1", at.UtcTicks, head.StreamId);
        moved[stream] = known[stream] = head with { IsEmpty = false };
    }

    /// <summary>An event of a stream that this transaction moves lost its payload.</summary>
    public void Retracted(StreamKey stream, long offset) => retracted.Add((stream, offset));

    /// <summary>An event that took its place is critical.</summary>
    public void Critical(StreamKey stream, long offset) => critical[stream] = offset;

    /// <summary>An event came again that stands already: what was to tell of it then is told once more, with the head that the stream has.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="draft">The event.</param>
    /// <param name="offset">Its place; null when its key stands for another event.</param>
    public void Repeated(SqliteSession session, EventDraft draft, long? offset)
    {
        if ((known.TryGetValue(draft.Stream, out var head) ? head : Find(session, draft.Stream)) is not { } current) return;
        var place = draft.Class == EventClass.Durable ? offset : null;
        repeated.Add(new StreamHint(
            draft.Stream,
            HeadOf(current),
            Retracted: place is not null && draft.Relation is EventRelation.Retracts retracts ? retracts.Target.Offset : null,
            Critical: draft is { Severity: EventSeverity.Critical, Relation: null } ? place : null));
    }

    /// <summary>Writes what this transaction has moved.</summary>
    public void Write(SqliteSession session)
    {
        foreach (var head in moved.Values)
            session.Write(
                "UPDATE streams SET head = $0, state_version = $1 WHERE stream_id = $2", head.Offset, head.StateVersion, head.StreamId);
    }

    /// <summary>The transaction is through: what there is to tell, once for each stream, whatever was retracted before the rest.</summary>
    public IReadOnlyList<StreamHint> Committed()
    {
        var hints = new List<StreamHint>(repeated);
        foreach (var (stream, offset) in retracted) hints.Add(new StreamHint(stream, HeadOf(moved[stream]), offset));
        foreach (var (stream, head) in moved) hints.Add(new StreamHint(stream, HeadOf(head), Critical: CriticalOf(stream)));
        Settle();
        return hints;
    }

    /// <summary>The transaction failed: nothing of it is remembered.</summary>
    public void RolledBack()
    {
        known.Clear();
        Settle();
    }

    /// <summary>Something else has changed the streams: what was written is read again.</summary>
    public void Forget() => known.Clear();

    private void Settle()
    {
        moved.Clear();
        retracted.Clear();
        critical.Clear();
        repeated.Clear();
    }

    private long? CriticalOf(StreamKey stream) => critical.TryGetValue(stream, out var offset) ? offset : null;

    private StreamHead HeadOf(KnownHead head) => new(epoch, head.Offset, head.StateVersion);

    private static KnownHead? Find(SqliteSession session, StreamKey stream)
    {
        using var row = session.Read(
            "SELECT stream_id, head, state_version, oldest_at IS NULL FROM streams WHERE tenant = $0 AND subject = $1",
            stream.Tenant.Value, stream.Subject);
        return row.Read() ? new KnownHead(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3)) : null;
    }

    private static KnownHead Add(SqliteSession session, StreamKey stream)
    {
        session.Write(
            "INSERT INTO streams (tenant, subject, head, state_version) VALUES ($0, $1, 0, 0)", stream.Tenant.Value, stream.Subject);
        return Find(session, stream)!;
    }
}

/// <summary>How far a stream has come.</summary>
/// <param name="IsEmpty">Whether nothing is in it, so that the next event is its oldest.</param>
internal sealed record KnownHead(long StreamId, long Offset, long StateVersion, bool IsEmpty);
