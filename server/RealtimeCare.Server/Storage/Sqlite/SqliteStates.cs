using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>The state values of a stream. Runs on the writer's thread alone.</summary>
internal static class SqliteStates
{
    // One that was taken back keeps its row, so that whoever follows is told; its relation is a reason, from 1.
    private const string Stands = "coalesce(relation, 0) = 0";

    /// <summary>Whether there is no room for a value of this code by this publisher. A newer value of one that is there always has room.</summary>
    public static bool IsFull(SqliteSession session, long streamId, KeyedDraft keyed)
    {
        var hasRow = false;
        using (var known = session.Read($"SELECT {Stands} FROM states WHERE stream_id = $0 AND state_key = $1", streamId, keyed.StateKey))
        {
            if (known.Read())
            {
                if (known.GetBoolean(0)) return false;
                hasRow = true;
            }
        }

        using var count = session.Read(
            $"SELECT count(*) FILTER (WHERE {Stands}), count(*) FILTER (WHERE {Stands} AND publisher = $1), count(*) FILTER (WHERE publisher = $1) "
            + "FROM states WHERE stream_id = $0",
            streamId, keyed.Author);
        if (!count.Read()) return false;
        var (all, own, ownRows) = (count.GetInt64(0), count.GetInt64(1), count.GetInt64(2));
        return all >= IStreamStore.MostStates || own >= IStreamStore.MostStatesOfPublisher
            || (!hasRow && ownRows >= 2 * IStreamStore.MostStatesOfPublisher);
    }
}
