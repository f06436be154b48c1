using Microsoft.Data.Sqlite;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>
/// What publishers were answered, by their key. The key of a durable event stands in its own row and lives as long; that of a state
/// event, whose row the next one overwrites, in a table of its own.
/// </summary>
internal static class SqliteAnswers
{
    /// <summary>
    /// The answer that the key got before. A durable event of its own is asked about only among state events: its key's other event is
    /// met when it is written. What is about an earlier event is asked about everywhere, since carrying it out again would find nothing.
    /// </summary>
    public static AppendResult? Find(SqliteSession session, long epoch, KeyedDraft keyed)
    {
        using (var row = session.Read("SELECT content, event_id, head, state_version FROM answers WHERE publisher_key = $0", keyed.PublisherKey))
            if (row.Read()) return Again(row, epoch, keyed);
        return keyed.Draft is { Class: EventClass.State } or { Relation: not null } ? FindEvent(session, epoch, keyed) : null;
    }

    /// <summary>The answer that the key got when a durable event took it.</summary>
    public static AppendResult? FindEvent(SqliteSession session, long epoch, KeyedDraft keyed)
    {
        using var row = session.Read("SELECT content, event_id, position, state_version FROM events WHERE publisher_key = $0", keyed.PublisherKey);
        return row.Read() ? Again(row, epoch, keyed) : null;
    }

    /// <summary>Keeps what a state event is answered.</summary>
    public static void Add(SqliteSession session, KeyedDraft keyed, Guid eventId, KnownHead head, DateTimeOffset at) => session.Write(
        "INSERT INTO answers (publisher_key, content, event_id, head, state_version, taken_at, tenant) VALUES ($0, $1, $2, $3, $4, $5, $6)",
        keyed.PublisherKey, keyed.Content, eventId.ToByteArray(), head.Offset, head.StateVersion, at.UtcTicks, keyed.Draft.Stream.Tenant.Value);

    private static AppendResult Again(SqliteDataReader row, long epoch, KeyedDraft keyed) =>
        row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(keyed.Content)
            ? new AppendResult.Duplicate(new Guid(row.GetFieldValue<byte[]>(1)), new StreamHead(epoch, row.GetInt64(2), row.GetInt64(3)))
            : new AppendResult.Conflict();
}
