using Microsoft.Data.Sqlite;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>A row of an event that asks for acknowledgement, with the stream that it stands in.</summary>
internal sealed record TrackedRow
{
    public const string Columns =
        "SELECT t.stream_id, t.position, t.tenant, s.subject, t.event_id, t.publisher, t.author, t.topic, t.severity, t.published_at, t.due_at, "
        + "t.state, t.delivered FROM tracked t JOIN streams s ON s.stream_id = t.stream_id";

    public required long StreamId { get; init; }

    public required long Position { get; init; }

    public required StreamKey Stream { get; init; }

    public required byte[] EventId { get; init; }

    /// <summary>The publisher as the events name it: a keyed hash.</summary>
    public required byte[] Publisher { get; init; }

    public required SubjectId Author { get; init; }

    public required string Topic { get; init; }

    public required EventSeverity Severity { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required int State { get; init; }

    public required int Delivered { get; init; }

    public static TrackedRow Read(SqliteDataReader row) => new()
    {
        StreamId = row.GetInt64(0),
        Position = row.GetInt64(1),
        Stream = StreamKey.OfSubject(TenantId.Parse(row.GetString(2)), row.GetString(3)),
        EventId = row.GetFieldValue<byte[]>(4),
        Publisher = row.GetFieldValue<byte[]>(5),
        Author = SubjectId.Parse(row.GetString(6)),
        Topic = row.GetString(7),
        Severity = (EventSeverity)row.GetInt32(8),
        PublishedAt = Instant(row, 9)!.Value,
        DueAt = Instant(row, 10)!.Value,
        State = row.GetInt32(11),
        Delivered = row.GetInt32(12),
    };

    public static IReadOnlyList<TrackedRow> ReadAll(SqliteDataReader rows)
    {
        var all = new List<TrackedRow>();
        while (rows.Read()) all.Add(Read(rows));
        return all;
    }

    public static DateTimeOffset? Instant(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);

    public TrackedEvent ToEvent(long epoch) => new()
    {
        Stream = Stream,
        Position = new Position { Epoch = epoch, Offset = Position },
        EventId = new Guid(EventId),
        Publisher = Author,
        Topic = Topic,
        Severity = Severity,
        PublishedAt = PublishedAt,
        AcknowledgeBy = DueAt,
        Delivered = Delivered,
    };
}
