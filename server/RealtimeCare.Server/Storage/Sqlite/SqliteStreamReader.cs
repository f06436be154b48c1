using Microsoft.Data.Sqlite;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Reads streams and opens their payloads.</summary>
internal sealed class SqliteStreamReader(long epoch, PayloadCipher cipher)
{
    public StreamHead ReadHead(SqliteSession session, StreamKey stream)
    {
        using var row = session.Read(
            "SELECT head, state_version FROM streams WHERE tenant = $0 AND subject = $1", stream.Tenant.Value, stream.Subject);
        return row.Read() ? new StreamHead(epoch, row.GetInt64(0), row.GetInt64(1)) : new StreamHead(epoch, 0, 0);
    }

    public IReadOnlyList<StoredEvent> ReadEvents(SqliteSession session, StreamKey stream, long afterOffset, int maxEvents)
    {
        using var rows = session.Read(
            "SELECT e.position, event_id, topic, severity, published_at, observed_at, payload, relation, target, type, acknowledge_by FROM streams s "
            + "JOIN events e ON e.stream_id = s.stream_id AND e.position > $2 WHERE tenant = $0 AND subject = $1 ORDER BY e.position LIMIT $3",
            stream.Tenant.Value, stream.Subject, afterOffset, maxEvents);
        return ReadAll(rows, stream, EventClass.Durable);
    }

    public IReadOnlyList<StoredEvent> ReadCritical(SqliteSession session, StreamKey stream, long afterOffset, int maxEvents)
    {
        // Named, so that it fails rather than reads a whole stream without it.
        using var rows = session.Read(
            "SELECT e.position, event_id, topic, severity, published_at, observed_at, payload, relation, target, type, acknowledge_by FROM streams s "
            + "JOIN events e INDEXED BY events_critical ON e.stream_id = s.stream_id AND e.position > $2 AND e.severity = 2 "
            + "AND e.relation IS NULL AND length(payload) > 0 WHERE tenant = $0 AND subject = $1 ORDER BY e.position LIMIT $3",
            stream.Tenant.Value, stream.Subject, afterOffset, maxEvents);
        return ReadAll(rows, stream, EventClass.Durable);
    }

    public IReadOnlyList<StoredEvent> ReadStates(SqliteSession session, StreamKey stream, long afterVersion)
    {
        using var rows = session.Read(
            "SELECT e.position, event_id, topic, severity, published_at, observed_at, payload, relation, target, type, state_key FROM streams s "
            + "JOIN states e ON e.stream_id = s.stream_id AND e.position > $2 WHERE tenant = $0 AND subject = $1 ORDER BY e.position",
            stream.Tenant.Value, stream.Subject, afterVersion);
        return ReadAll(rows, stream, EventClass.State);
    }

    public static long ReadFirstOffset(SqliteSession session, StreamKey stream)
    {
        using var row = session.Read(
            "SELECT coalesce((SELECT min(position) FROM events e WHERE e.stream_id = s.stream_id), head + 1) FROM streams s "
            + "WHERE tenant = $0 AND subject = $1",
            stream.Tenant.Value, stream.Subject);
        return row.Read() ? row.GetInt64(0) : 1;
    }

    public static IReadOnlyList<TenantId> ReadTenants(SqliteSession session)
    {
        using var rows = session.Read("SELECT DISTINCT tenant FROM streams");
        var tenants = new List<TenantId>();
        while (rows.Read()) tenants.Add(TenantId.Parse(rows.GetString(0)));
        return tenants;
    }

    private List<StoredEvent> ReadAll(SqliteDataReader rows, StreamKey stream, EventClass @class)
    {
        var events = new List<StoredEvent>();
        while (rows.Read()) events.Add(ReadOne(rows, stream, @class));
        return events;
    }

    private StoredEvent ReadOne(SqliteDataReader row, StreamKey stream, EventClass @class)
    {
        var place = new PayloadPlace(
            epoch, stream, @class, row.GetInt64(0), new Guid(row.GetFieldValue<byte[]>(1)), (EventSeverity)row.GetInt32(3), row.GetInt64(4),
            row.IsDBNull(5) ? null : row.GetInt64(5), row.GetString(2))
        {
            Relation = row.IsDBNull(7) ? null : new StoredRelation(row.GetInt64(7), row.GetInt64(8)),
            AcknowledgeBy = @class == EventClass.State || row.IsDBNull(10) ? null : row.GetInt64(10),
        };
        var payload = row.GetFieldValue<byte[]>(6);
        return new StoredEvent
        {
            EventId = place.EventId,
            Offset = @class == EventClass.Durable ? place.Position : 0,
            StateVersion = @class == EventClass.State ? place.Position : 0,
            StateKey = @class == EventClass.State ? Convert.ToHexStringLower(row.GetFieldValue<byte[]>(10)) : null,
            Topic = place.Topic,
            Class = @class,
            Severity = place.Severity,
            PublishedAt = new DateTimeOffset(place.PublishedAt, TimeSpan.Zero),
            ObservedAt = place.ObservedAt is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
            AcknowledgeBy = place.AcknowledgeBy is { } by ? new DateTimeOffset(by, TimeSpan.Zero) : null,
            ResourceType = row.IsDBNull(9) ? null : row.GetString(9),
            Corrects = place.Relation is { Reason: null } corrects ? corrects.Target : null,
            Retracts = place.Relation is { Reason: not null } retracts ? retracts.Target : null,
            RetractReason = place.Relation?.Reason,
            // Only a retraction empties a payload.
            IsRetracted = payload.Length == 0,
            Resource = payload.Length == 0 ? default : new FhirJson(cipher.Decrypt(stream.Tenant, place.ToString(), payload)),
        };
    }
}
