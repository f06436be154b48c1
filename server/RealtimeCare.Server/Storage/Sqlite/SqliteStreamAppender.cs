using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Gives a draft its place and writes it. Runs on the writer's thread alone.</summary>
internal sealed class SqliteStreamAppender(long epoch, PayloadCipher cipher, LookupHash hash, TimeProvider time)
{
    private const int MostRemembered = 65_536;

    private readonly Dictionary<StreamKey, Heads> heads = [];

    /// <summary>Drops what is remembered of the heads: a transaction failed.</summary>
    public void Forget() => heads.Clear();

    public AppendResult Append(SqliteSession session, EventDraft draft)
    {
        var publisherKey = hash.Of(draft.Stream.Tenant, "publisher", draft.Publisher.Value, draft.IdempotencyKey);
        var content = hash.Of(draft.Stream.Tenant, draft.ContentHash.Span);
        if (FindAnswer(session, publisherKey, content) is { } known) return known;

        var row = HeadsOf(session, draft.Stream);
        var now = time.GetUtcNow();
        var eventId = Guid.CreateVersion7(now);
        if (draft.Class == EventClass.Durable) AddEvent(session, draft, row with { Offset = row.Offset + 1 }, eventId, now);
        else AddState(session, draft, row with { StateVersion = row.StateVersion + 1 }, eventId, now);

        row = heads[draft.Stream];
        session.Write(
            "INSERT INTO answers (publisher_key, content, event_id, head, state_version, taken_at) VALUES ($0, $1, $2, $3, $4, $5)",
            publisherKey, content, eventId.ToByteArray(), row.Offset, row.StateVersion, now.UtcTicks);
        return new AppendResult.Appended(eventId, new StreamHead(epoch, row.Offset, row.StateVersion));
    }

    private AppendResult? FindAnswer(SqliteSession session, byte[] publisherKey, byte[] content)
    {
        using var row = session.Read("SELECT content, event_id, head, state_version FROM answers WHERE publisher_key = $0", publisherKey);
        if (!row.Read()) return null;
        return row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(content)
            ? new AppendResult.Duplicate(new Guid(row.GetFieldValue<byte[]>(1)), new StreamHead(epoch, row.GetInt64(2), row.GetInt64(3)))
            : new AppendResult.Conflict();
    }

    private void AddEvent(SqliteSession session, EventDraft draft, Heads row, Guid eventId, DateTimeOffset now)
    {
        session.Write(
            "INSERT INTO events (stream_id, position, event_id, topic, severity, published_at, observed_at, payload) "
            + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7)",
            row.StreamId, row.Offset, eventId.ToByteArray(), draft.Topic, (int)draft.Severity, now.UtcTicks, draft.ObservedAt?.UtcTicks,
            Encrypt(draft, row.Offset, eventId, now));
        session.Write("UPDATE streams SET head = $0 WHERE stream_id = $1", row.Offset, row.StreamId);
        heads[draft.Stream] = row;
    }

    private void AddState(SqliteSession session, EventDraft draft, Heads row, Guid eventId, DateTimeOffset now)
    {
        var stateKey = hash.Of(draft.Stream.Tenant, "state", draft.Topic, draft.StateKey ?? "");
        session.Write(
            "INSERT INTO states (stream_id, state_key, position, event_id, topic, severity, published_at, observed_at, payload) "
            + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (stream_id, state_key) DO UPDATE SET position = excluded.position, "
            + "event_id = excluded.event_id, severity = excluded.severity, published_at = excluded.published_at, "
            + "observed_at = excluded.observed_at, payload = excluded.payload",
            row.StreamId, stateKey, row.StateVersion, eventId.ToByteArray(), draft.Topic, (int)draft.Severity, now.UtcTicks,
            draft.ObservedAt?.UtcTicks, Encrypt(draft, row.StateVersion, eventId, now));
        session.Write("UPDATE streams SET state_version = $0 WHERE stream_id = $1", row.StateVersion, row.StreamId);
        heads[draft.Stream] = row;
    }

    private byte[] Encrypt(EventDraft draft, long position, Guid eventId, DateTimeOffset now) => cipher.Encrypt(
        draft.Stream.Tenant,
        new PayloadPlace(epoch, draft.Stream, draft.Class, position, eventId, draft.Severity, now.UtcTicks, draft.ObservedAt?.UtcTicks, draft.Topic)
            .ToString(),
        draft.Resource.Utf8.Span);

    private Heads HeadsOf(SqliteSession session, StreamKey stream)
    {
        if (heads.TryGetValue(stream, out var known)) return known;
        // What is remembered is written through, so it can be dropped at any time.
        if (heads.Count >= MostRemembered) heads.Clear();
        return heads[stream] = Find(session, stream) ?? Add(session, stream);
    }

    private static Heads? Find(SqliteSession session, StreamKey stream)
    {
        using var row = session.Read(
            "SELECT stream_id, head, state_version FROM streams WHERE tenant = $0 AND subject = $1",
            stream.Tenant.Value, stream.Subject);
        return row.Read() ? new Heads(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : null;
    }

    private static Heads Add(SqliteSession session, StreamKey stream)
    {
        session.Write(
            "INSERT INTO streams (tenant, subject, head, state_version) VALUES ($0, $1, 0, 0)", stream.Tenant.Value, stream.Subject);
        return Find(session, stream)!;
    }

    private sealed record Heads(long StreamId, long Offset, long StateVersion);
}
