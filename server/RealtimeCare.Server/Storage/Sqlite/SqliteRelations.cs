using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>What corrections and retractions do to the events that they are about. Runs on the writer's thread alone.</summary>
internal sealed class SqliteRelations(long epoch)
{
    private static readonly byte[] Nothing = [];

    /// <summary>
    /// Whether the earlier event is there, by the same publisher, of the same topic and class, and neither retracted nor a retraction.
    /// </summary>
    /// <param name="type">The type of its resource, as far as it is known.</param>
    public bool Holds(SqliteSession session, long streamId, EventDraft draft, byte[] publisher, out string? type)
    {
        type = null;
        var target = draft.Relation!.Target;
        if (target.Epoch != epoch) return false;
        using var row = draft.Class == EventClass.Durable
            ? session.Read("SELECT topic, publisher, length(payload), relation, type FROM events WHERE stream_id = $0 AND position = $1", streamId, target.Offset)
            : session.Read("SELECT topic, publisher, length(payload), relation, type FROM states WHERE stream_id = $0 AND position = $1", streamId, target.Offset);
        if (!row.Read()) return false;
        type = row.IsDBNull(4) ? null : row.GetString(4);
        return row.GetString(0) == draft.Topic && !row.IsDBNull(1)
            && row.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(publisher) && row.GetInt64(2) > 0
            && (row.IsDBNull(3) || row.GetInt64(3) == 0);
    }

    /// <summary>The event keeps its place and loses its payload.</summary>
    public static void EraseEvent(SqliteSession session, long streamId, long position) =>
        session.Write("UPDATE events SET payload = $0 WHERE stream_id = $1 AND position = $2", Nothing, streamId, position);

    public static byte[] StateKeyOf(SqliteSession session, long streamId, long position)
    {
        using var row = session.Read("SELECT state_key FROM states WHERE stream_id = $0 AND position = $1", streamId, position);
        return row.Read() ? row.GetFieldValue<byte[]>(0) : throw new InvalidDataException("A state that was just there is gone.");
    }
}
