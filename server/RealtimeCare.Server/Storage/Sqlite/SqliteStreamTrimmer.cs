using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Takes away what is no longer kept, a step at a time. Runs on the writer's thread alone.</summary>
/// <param name="epoch">Which life of the store it is.</param>
/// <param name="heads">Written before and forgotten after: whether there is something in a stream may have changed.</param>
internal sealed class SqliteStreamTrimmer(long epoch, SqliteStreamHeads heads)
{
    private const int MostStreams = 64;

    public TrimStep Trim(SqliteSession session, TenantId tenant, DateTimeOffset before, int most)
    {
        heads.Write(session);
        var aged = FindAged(session, tenant, before.UtcTicks);
        var hints = new List<StreamHint>();
        var left = most;
        foreach (var stream in aged)
        {
            if (left == 0) break;
            var gone = TrimStream(session, stream.StreamId, before.UtcTicks, left);
            if (gone > 0) hints.Add(new StreamHint(StreamKey.OfSubject(tenant, stream.Subject), stream.Head, FirstKept: FirstOf(session, stream)));
            left -= gone;
        }
        if (aged.Count > 0) heads.Forget();
        left -= TrimAnswers(session, tenant, before.UtcTicks, left);
        left -= SqliteOutcomes.Trim(session, tenant, before.UtcTicks, left);
        return new TrimStep(new TrimResult(most - left, left == 0 || aged.Count == MostStreams), hints);
    }

    private List<AgedStream> FindAged(SqliteSession session, TenantId tenant, long before)
    {
        using var rows = session.Read(
            "SELECT stream_id, subject, head, state_version FROM streams WHERE tenant = $0 AND oldest_at < $1 ORDER BY oldest_at LIMIT $2",
            tenant.Value, before, MostStreams);
        var aged = new List<AgedStream>();
        while (rows.Read())
            aged.Add(new AgedStream(rows.GetInt64(0), rows.GetString(1), new StreamHead(epoch, rows.GetInt64(2), rows.GetInt64(3))));
        return aged;
    }

    /// <summary>Removes old events from the front, then old states, and notes how old the rest is. How many are gone.</summary>
    private static int TrimStream(SqliteSession session, long streamId, long before, int most)
    {
        var events = 0;
        if (FindCut(session, streamId, before, most) is { } cut)
        {
            events = session.Write("DELETE FROM events WHERE stream_id = $0 AND position <= $1", streamId, cut);
            SqliteTracking.Trim(session, streamId, cut);
        }
        var states = session.Write(
            "DELETE FROM states WHERE rowid IN (SELECT rowid FROM states WHERE stream_id = $0 AND published_at < $1 LIMIT $2)",
            streamId, before, most - events);
        session.Write(
            "UPDATE streams SET oldest_at = (SELECT min(at) FROM ("
            + "SELECT (SELECT published_at FROM events WHERE stream_id = $0 ORDER BY position LIMIT 1) AS at "
            + "UNION ALL SELECT min(published_at) FROM states WHERE stream_id = $0)) WHERE stream_id = $0",
            streamId);
        return events + states;
    }

    /// <summary>The last of the events at the front that are too old. One that is younger keeps all behind it, so that there is no hole.</summary>
    private static long? FindCut(SqliteSession session, long streamId, long before, int most)
    {
        using var rows = session.Read(
            "SELECT position, published_at FROM events WHERE stream_id = $0 ORDER BY position LIMIT $1", streamId, most);
        long? cut = null;
        while (rows.Read() && rows.GetInt64(1) < before) cut = rows.GetInt64(0);
        return cut;
    }

    private static long FirstOf(SqliteSession session, AgedStream stream)
    {
        using var row = session.Read("SELECT min(position) FROM events WHERE stream_id = $0", stream.StreamId);
        return row.Read() && !row.IsDBNull(0) ? row.GetInt64(0) : stream.Head.Offset + 1;
    }

    /// <summary>Answers from before answers had a tenant go with the first that is trimmed.</summary>
    private static int TrimAnswers(SqliteSession session, TenantId tenant, long before, int most) => session.Write(
        "DELETE FROM answers WHERE publisher_key IN ("
        + "SELECT publisher_key FROM answers WHERE (tenant = $0 OR tenant IS NULL) AND taken_at < $1 LIMIT $2)",
        tenant.Value, before, most);

    private sealed record AgedStream(long StreamId, string Subject, StreamHead Head);
}

/// <summary>What a step did, and of which streams to tell.</summary>
internal sealed record TrimStep(TrimResult Result, IReadOnlyList<StreamHint> Hints);
