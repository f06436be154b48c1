using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>
/// Events that became undelivered and that the book may not hold yet: noted with the change itself, so that a crash between both loses no
/// entry. Writes run on the writer's thread alone.
/// </summary>
internal static class SqliteUnrecorded
{
    public const string Tables = """

        CREATE TABLE IF NOT EXISTS unrecorded (
            stream_id INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (stream_id, position)) STRICT, WITHOUT ROWID;

        """;

    public static void Add(SqliteSession session, TrackedRow undelivered) => session.Write(
        "INSERT INTO unrecorded (stream_id, position) VALUES ($0, $1) ON CONFLICT DO NOTHING", undelivered.StreamId, undelivered.Position);

    public static IReadOnlyList<TrackedRow> Read(SqliteSession session, int most)
    {
        using var rows = session.Read(
            TrackedRow.Columns + " WHERE (t.stream_id, t.position) IN (SELECT stream_id, position FROM unrecorded LIMIT $0)", most);
        return TrackedRow.ReadAll(rows);
    }

    /// <summary>How many it was.</summary>
    public static int Remove(SqliteSession session, StreamKey stream, long position) => session.Write(
        "DELETE FROM unrecorded WHERE stream_id = (SELECT stream_id FROM streams WHERE tenant = $0 AND subject = $1) AND position = $2",
        stream.Tenant.Value, stream.Subject, position);

    /// <summary>Events that are no longer kept are no longer known.</summary>
    public static void Trim(SqliteSession session, long streamId, long through) =>
        session.Write("DELETE FROM unrecorded WHERE stream_id = $0 AND position <= $1", streamId, through);
}
