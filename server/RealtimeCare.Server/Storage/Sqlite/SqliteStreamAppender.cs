using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Gives a draft its place and writes it. Runs on the writer's thread alone.</summary>
internal sealed class SqliteStreamAppender(long epoch, PayloadCipher cipher, SqliteStreamHeads heads, TimeProvider time)
{
    private readonly SqliteRelations relations = new(epoch);

    public AppendResult Append(SqliteSession session, KeyedDraft keyed)
    {
        // A durable event's own row is what answers its key; whether there is one is seen when it is written.
        if (SqliteAnswers.Find(session, epoch, keyed) is { } known) return Again(session, keyed.Draft, known);
        var draft = keyed.Draft;
        var head = heads.Of(session, draft.Stream);
        var type = draft.ResourceType;
        if (draft.Relation is not null)
        {
            if (!relations.Holds(session, head.StreamId, draft, keyed.Author, out var earlier)) return new AppendResult.NoTarget();
            type ??= earlier;
        }
        else if (draft.Class == EventClass.State && SqliteStates.IsFull(session, head.StreamId, keyed))
        {
            return new AppendResult.Full();
        }
        var written = Place(head, draft, type);
        if (draft.Class == EventClass.State) AddState(session, keyed, written);
        else if (!TryAddEvent(session, keyed, written)) return Again(session, draft, SqliteAnswers.FindEvent(session, epoch, keyed)!);
        heads.Moved(session, draft.Stream, written.Head, written.At);
        return new AppendResult.Appended(written.EventId, new StreamHead(epoch, written.Head.Offset, written.Head.StateVersion));
    }

    /// <summary>
    /// The first time may have been a commit that failed for whoever waited for it and yet stands in the file: nobody was told of it then.
    /// </summary>
    private AppendResult Again(SqliteSession session, EventDraft draft, AppendResult answer)
    {
        heads.Repeated(session, draft, (answer as AppendResult.Duplicate)?.Head.Offset);
        return answer;
    }

    private WrittenEvent Place(KnownHead head, EventDraft draft, string? type)
    {
        var now = time.GetUtcNow();
        var moved = draft.Class == EventClass.Durable
            ? head with { Offset = head.Offset + 1 }
            : head with { StateVersion = head.StateVersion + 1 };
        return new WrittenEvent(
            moved, draft.Class == EventClass.Durable ? moved.Offset : moved.StateVersion, Guid.CreateVersion7(now), now, type,
            StoredRelation.Of(draft.Relation))
        {
            AcknowledgeBy = draft.Class == EventClass.Durable ? now + draft.AcknowledgeWithin : null,
        };
    }

    /// <summary>False when the publisher's key stands in an event already: nothing was added.</summary>
    private bool TryAddEvent(SqliteSession session, KeyedDraft keyed, WrittenEvent written)
    {
        var draft = keyed.Draft;
        var added = session.Write(
            "INSERT INTO events (stream_id, position, event_id, topic, severity, published_at, observed_at, payload, publisher, relation, "
            + "target, type, publisher_key, content, state_version, acknowledge_by) "
            + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
            + "ON CONFLICT (publisher_key) DO NOTHING",
            written.Head.StreamId, written.Position, written.EventId.ToByteArray(), draft.Topic, (int)draft.Severity, written.At.UtcTicks,
            draft.ObservedAt?.UtcTicks, Encrypt(draft, written), keyed.Author, written.Relation?.Code, written.Relation?.Target, written.Type,
            keyed.PublisherKey, keyed.Content, written.Head.StateVersion, written.AcknowledgeBy?.UtcTicks);
        if (added == 0) return false;
        if (draft is { Severity: EventSeverity.Critical, Relation: null }) heads.Critical(draft.Stream, written.Position);
        SqliteTracking.Begin(session, keyed, written);
        if (written.Relation is { Reason: not null } retraction)
        {
            SqliteRelations.EraseEvent(session, written.Head.StreamId, retraction.Target);
            heads.Retracted(draft.Stream, retraction.Target);
        }
        return true;
    }

    private void AddState(SqliteSession session, KeyedDraft keyed, WrittenEvent written)
    {
        var draft = keyed.Draft;
        // A retraction, or a correction, of a state takes the very place of what it is about.
        var stateKey = draft.Relation is { } about
            ? SqliteRelations.StateKeyOf(session, written.Head.StreamId, about.Target.Offset)
            : keyed.StateKey;
        session.Write(
            "INSERT INTO states (stream_id, state_key, position, event_id, topic, severity, published_at, observed_at, payload, publisher, "
            + "relation, target, type) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
            + "ON CONFLICT (stream_id, state_key) DO UPDATE SET position = excluded.position, event_id = excluded.event_id, "
            + "severity = excluded.severity, published_at = excluded.published_at, observed_at = excluded.observed_at, "
            + "payload = excluded.payload, publisher = excluded.publisher, relation = excluded.relation, target = excluded.target, "
            + "type = excluded.type",
            written.Head.StreamId, stateKey, written.Position, written.EventId.ToByteArray(), draft.Topic, (int)draft.Severity,
            written.At.UtcTicks, draft.ObservedAt?.UtcTicks, Encrypt(draft, written), keyed.Author, written.Relation?.Code,
            written.Relation?.Target, written.Type);
        SqliteAnswers.Add(session, keyed, written.EventId, written.Head, written.At);
    }

    private byte[] Encrypt(EventDraft draft, WrittenEvent written)
    {
        var place = new PayloadPlace(
            epoch, draft.Stream, draft.Class, written.Position, written.EventId, draft.Severity, written.At.UtcTicks,
            draft.ObservedAt?.UtcTicks, draft.Topic) { Relation = written.Relation, AcknowledgeBy = written.AcknowledgeBy?.UtcTicks };
        return cipher.Encrypt(draft.Stream.Tenant, place.ToString(), draft.Resource.Utf8.Span);
    }

    internal sealed record WrittenEvent(
        KnownHead Head, long Position, Guid EventId, DateTimeOffset At, string? Type, StoredRelation? Relation)
    {
        /// <summary>Until when a person must have seen it; null when nobody must.</summary>
        public DateTimeOffset? AcknowledgeBy { get; init; }
    }
}
