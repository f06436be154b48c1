using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Gives a draft its place and writes it. Runs on the writer's thread alone.</summary>
internal sealed class SqliteStreamAppender(long epoch, PayloadCipher cipher, LookupHash hash, TimeProvider time)
{
    private const int MostRemembered = 65_536;

    private readonly Dictionary<StreamKey, StreamRow> heads = [];
    private readonly SqliteRelations relations = new(epoch);

    /// <summary>Drops what is remembered of the heads: a transaction failed.</summary>
    public void Forget() => heads.Clear();

    public AppendResult Append(SqliteSession session, EventDraft draft)
    {
        var publisherKey = hash.Of(draft.Stream.Tenant, "publisher", draft.Publisher.Value, draft.IdempotencyKey);
        var content = hash.Of(draft.Stream.Tenant, draft.ContentHash.Span);
        if (FindAnswer(session, publisherKey, content) is { } known) return known;

        var row = HeadsOf(session, draft.Stream);
        var publisher = hash.Of(draft.Stream.Tenant, "author", draft.Publisher.Value);
        var type = draft.ResourceType;
        if (draft.Relation is not null)
        {
            if (!relations.Holds(session, row.StreamId, draft, publisher, out var earlier)) return new AppendResult.NoTarget();
            type ??= earlier;
        }

        var now = time.GetUtcNow();
        var written = draft.Class == EventClass.Durable
            ? new WrittenEvent(row with { Offset = row.Offset + 1 }, row.Offset + 1, Guid.CreateVersion7(now), now, publisher, type)
            : new WrittenEvent(row with { StateVersion = row.StateVersion + 1 }, row.StateVersion + 1, Guid.CreateVersion7(now), now, publisher, type);
        if (draft.Class == EventClass.Durable) AddEvent(session, draft, written);
        else AddState(session, draft, written);
        if (row.IsEmpty) session.Write("UPDATE streams SET oldest_at = $0 WHERE stream_id = $1", now.UtcTicks, row.StreamId);
        heads[draft.Stream] = row = written.Row with { IsEmpty = false };
        session.Write(
            "INSERT INTO answers (publisher_key, content, event_id, head, state_version, taken_at, tenant) VALUES ($0, $1, $2, $3, $4, $5, $6)",
            publisherKey, content, written.EventId.ToByteArray(), row.Offset, row.StateVersion, now.UtcTicks, draft.Stream.Tenant.Value);
        return new AppendResult.Appended(written.EventId, new StreamHead(epoch, row.Offset, row.StateVersion));
    }

    private AppendResult? FindAnswer(SqliteSession session, byte[] publisherKey, byte[] content)
    {
        using var row = session.Read("SELECT content, event_id, head, state_version FROM answers WHERE publisher_key = $0", publisherKey);
        if (!row.Read()) return null;
        return row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(content)
            ? new AppendResult.Duplicate(new Guid(row.GetFieldValue<byte[]>(1)), new StreamHead(epoch, row.GetInt64(2), row.GetInt64(3)))
            : new AppendResult.Conflict();
    }

    private void AddEvent(SqliteSession session, EventDraft draft, WrittenEvent written)
    {
        var relation = StoredRelation.Of(draft.Relation);
        session.Write(
            "INSERT INTO events (stream_id, position, event_id, topic, severity, published_at, observed_at, payload, publisher, relation, target, type) "
            + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            written.Row.StreamId, written.Position, written.EventId.ToByteArray(), draft.Topic, (int)draft.Severity, written.At.UtcTicks,
            draft.ObservedAt?.UtcTicks, Encrypt(draft, written, relation), written.Publisher, relation?.Code, relation?.Target, written.Type);
        if (relation is { Reason: not null } retracted) SqliteRelations.EraseEvent(session, written.Row.StreamId, retracted.Target);
        session.Write("UPDATE streams SET head = $0 WHERE stream_id = $1", written.Position, written.Row.StreamId);
    }

    private void AddState(SqliteSession session, EventDraft draft, WrittenEvent written)
    {
        var relation = StoredRelation.Of(draft.Relation);
        // A retraction, or a correction, of a state takes the very place of what it is about.
        var stateKey = draft.Relation is { } about
            ? SqliteRelations.StateKeyOf(session, written.Row.StreamId, about.Target.Offset)
            : hash.Of(draft.Stream.Tenant, "state", draft.Topic, draft.StateKey ?? "");
        session.Write(
            "INSERT INTO states (stream_id, state_key, position, event_id, topic, severity, published_at, observed_at, payload, publisher, "
            + "relation, target, type) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
            + "ON CONFLICT (stream_id, state_key) DO UPDATE SET position = excluded.position, event_id = excluded.event_id, "
            + "severity = excluded.severity, published_at = excluded.published_at, observed_at = excluded.observed_at, "
            + "payload = excluded.payload, publisher = excluded.publisher, relation = excluded.relation, target = excluded.target, "
            + "type = excluded.type",
            written.Row.StreamId, stateKey, written.Position, written.EventId.ToByteArray(), draft.Topic, (int)draft.Severity,
            written.At.UtcTicks, draft.ObservedAt?.UtcTicks, Encrypt(draft, written, relation), written.Publisher, relation?.Code, relation?.Target, written.Type);
        session.Write("UPDATE streams SET state_version = $0 WHERE stream_id = $1", written.Position, written.Row.StreamId);
    }

    private byte[] Encrypt(EventDraft draft, WrittenEvent written, StoredRelation? relation)
    {
        var place = new PayloadPlace(
            epoch, draft.Stream, draft.Class, written.Position, written.EventId, draft.Severity, written.At.UtcTicks,
            draft.ObservedAt?.UtcTicks, draft.Topic) { Relation = relation };
        return cipher.Encrypt(draft.Stream.Tenant, place.ToString(), draft.Resource.Utf8.Span);
    }

    private StreamRow HeadsOf(SqliteSession session, StreamKey stream)
    {
        if (heads.TryGetValue(stream, out var known)) return known;
        // What is remembered is written through, so it can be dropped at any time.
        if (heads.Count >= MostRemembered) heads.Clear();
        return heads[stream] = Find(session, stream) ?? Add(session, stream);
    }

    private static StreamRow? Find(SqliteSession session, StreamKey stream)
    {
        using var row = session.Read(
            "SELECT stream_id, head, state_version, oldest_at IS NULL FROM streams WHERE tenant = $0 AND subject = $1",
            stream.Tenant.Value, stream.Subject);
        return row.Read() ? new StreamRow(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3)) : null;
    }

    private static StreamRow Add(SqliteSession session, StreamKey stream)
    {
        session.Write(
            "INSERT INTO streams (tenant, subject, head, state_version) VALUES ($0, $1, 0, 0)", stream.Tenant.Value, stream.Subject);
        return Find(session, stream)!;
    }

    /// <param name="IsEmpty">Whether nothing is in it, so that the next event is its oldest.</param>
    private sealed record StreamRow(long StreamId, long Offset, long StateVersion, bool IsEmpty);

    private sealed record WrittenEvent(StreamRow Row, long Position, Guid EventId, DateTimeOffset At, byte[] Publisher, string? Type);
}
