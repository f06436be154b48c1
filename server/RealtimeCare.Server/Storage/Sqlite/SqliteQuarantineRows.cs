using System.Text.Json;
using Microsoft.Data.Sqlite;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams.Quarantine;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>The rows of <c>quarantine.db</c>. Whatever a publisher wrote, its key and the place of its mistake too, is encrypted.</summary>
internal sealed class SqliteQuarantineRows(PayloadCipher cipher, LookupHash hash, TimeProvider time)
{
    // What each publisher has is kept as a sum, so that a flood of refused events does not count them again each time.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS quarantine (
            cursor INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, tenant TEXT NOT NULL, publisher TEXT NOT NULL,
            key_hash BLOB NOT NULL UNIQUE, version INTEGER NOT NULL, code INTEGER NOT NULL, refused_at INTEGER NOT NULL,
            bytes INTEGER NOT NULL, summary BLOB NOT NULL, content BLOB NOT NULL, first_refused_at INTEGER) STRICT;
        CREATE INDEX IF NOT EXISTS quarantine_by_owner ON quarantine (tenant, publisher, cursor);
        CREATE TABLE IF NOT EXISTS quarantine_sums (
            tenant TEXT NOT NULL, publisher TEXT NOT NULL, events INTEGER NOT NULL, bytes INTEGER NOT NULL,
            PRIMARY KEY (tenant, publisher)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS quarantine_added AFTER INSERT ON quarantine BEGIN
            INSERT INTO quarantine_sums VALUES (NEW.tenant, NEW.publisher, 1, NEW.bytes)
            ON CONFLICT DO UPDATE SET events = events + 1, bytes = bytes + NEW.bytes; END;
        CREATE TRIGGER IF NOT EXISTS quarantine_changed AFTER UPDATE OF bytes ON quarantine BEGIN
            UPDATE quarantine_sums SET bytes = bytes + NEW.bytes - OLD.bytes WHERE tenant = NEW.tenant AND publisher = NEW.publisher; END;
        CREATE TRIGGER IF NOT EXISTS quarantine_removed AFTER DELETE ON quarantine BEGIN
            UPDATE quarantine_sums SET events = events - 1, bytes = bytes - OLD.bytes WHERE tenant = OLD.tenant AND publisher = OLD.publisher;
            DELETE FROM quarantine_sums WHERE tenant = OLD.tenant AND publisher = OLD.publisher AND events = 0; END;
        """;

    // Refused again and again it would never be old. Of events from before this column the last refusal is known alone.
    private const string ForTrimming = """
        DROP INDEX IF EXISTS quarantine_by_age;
        CREATE INDEX IF NOT EXISTS quarantine_by_first ON quarantine (tenant, first_refused_at);
        UPDATE quarantine SET first_refused_at = refused_at WHERE first_refused_at IS NULL;
        """;

    private const string Columns = "SELECT cursor, id, version, code, refused_at, bytes, summary, content FROM quarantine ";
    private const string One = Columns + "WHERE id = $0 AND tenant = $1 AND publisher = $2";
    private const string Behind = Columns + "WHERE tenant = $0 AND publisher = $1 AND cursor > $2 ORDER BY cursor LIMIT $3";

    /// <summary>Makes what is missing.</summary>
    public static void Ensure(SqliteSession session, StorageKeys keys, DateTimeOffset now)
    {
        SqliteStore.Ensure(session, Tables, keys, now);
        SqliteStore.EnsureColumn(session, "quarantine", "first_refused_at INTEGER");
        session.Execute(ForTrimming);
    }

    public Guid? Place(SqliteSession session, RefusedEvent refused, QuarantineOptions limits)
    {
        var known = FindByKey(session, KeyOf(refused.Owner, refused.IdempotencyKey));
        return Fits(session, refused, limits, known) ? known?.Id ?? Guid.CreateVersion7(time.GetUtcNow()) : null;
    }

    public Guid? Keep(SqliteSession session, RefusedEvent refused, QuarantineOptions limits)
    {
        var owner = refused.Owner;
        var key = KeyOf(owner, refused.IdempotencyKey);
        var known = FindByKey(session, key);
        if (!Fits(session, refused, limits, known)) return null;
        var now = time.GetUtcNow();
        var place = new KeptPlace(owner, known?.Id ?? refused.Id ?? Guid.CreateVersion7(now), (int)refused.Code, now.UtcTicks);
        var summary = cipher.Encrypt(
            owner.Tenant, place.Of("summary"), JsonSerializer.SerializeToUtf8Bytes(new Summary(refused.IdempotencyKey, refused.Path)));
        var content = cipher.Encrypt(owner.Tenant, place.Of("content"), refused.Content.Span);
        session.Write(
            "INSERT INTO quarantine (id, tenant, publisher, key_hash, version, code, refused_at, bytes, summary, content, first_refused_at) "
            + "VALUES ($0, $1, $2, $3, 1, $4, $5, $6, $7, $8, $5) ON CONFLICT (key_hash) DO UPDATE SET version = version + 1, code = excluded.code, "
            + "refused_at = excluded.refused_at, bytes = excluded.bytes, summary = excluded.summary, content = excluded.content",
            place.Id.ToByteArray(), owner.Tenant.Value, owner.Publisher.Value, key, place.Code, place.RefusedAt, refused.Content.Length, summary, content);
        return place.Id;
    }

    public IReadOnlyList<QuarantineRecord> List(SqliteSession session, QuarantineOwner owner, long after, int most)
    {
        using var row = session.Read(Behind, owner.Tenant.Value, owner.Publisher.Value, after, most);
        var records = new List<QuarantineRecord>();
        while (row.Read()) records.Add(ReadRecord(row, owner));
        return records;
    }

    public IReadOnlyList<QuarantineRecord> FindByKeys(SqliteSession session, QuarantineOwner owner, IReadOnlyList<string> keys)
    {
        var records = new List<QuarantineRecord>();
        foreach (var key in keys.Distinct())
        {
            using var row = session.Read(Columns + "WHERE key_hash = $0", KeyOf(owner, key));
            if (row.Read()) records.Add(ReadRecord(row, owner));
        }
        return records;
    }

    public static IReadOnlyList<QuarantineOwner> ReadOwners(SqliteSession session)
    {
        using var rows = session.Read("SELECT tenant, publisher FROM quarantine_sums");
        var owners = new List<QuarantineOwner>();
        while (rows.Read()) owners.Add(new QuarantineOwner(TenantId.Parse(rows.GetString(0)), SubjectId.Parse(rows.GetString(1))));
        return owners;
    }

    public QuarantineFile? Find(SqliteSession session, QuarantineOwner owner, Guid id)
    {
        using var row = session.Read(One, id.ToByteArray(), owner.Tenant.Value, owner.Publisher.Value);
        return row.Read()
            ? new QuarantineFile(ReadRecord(row, owner), cipher.Decrypt(owner.Tenant, PlaceOf(row, owner).Of("content"), row.GetFieldValue<byte[]>(7)))
            : null;
    }

    public QuarantineChange Replace(
        SqliteSession session, QuarantineOwner owner, Guid id, ReadOnlyMemory<byte> content, QuarantineOptions limits)
    {
        KeptPlace place;
        long before;
        using (var row = session.Read(One, id.ToByteArray(), owner.Tenant.Value, owner.Publisher.Value))
        {
            if (!row.Read()) return QuarantineChange.Unknown;
            (place, before) = (PlaceOf(row, owner), row.GetInt64(5));
        }

        if (!Fits(session, owner, limits, 0, content.Length - before)) return QuarantineChange.Full;
        session.Write(
            "UPDATE quarantine SET version = version + 1, bytes = $1, content = $2 WHERE id = $0",
            id.ToByteArray(), content.Length, cipher.Encrypt(owner.Tenant, place.Of("content"), content.Span));
        return QuarantineChange.Done;
    }

    public static bool Remove(SqliteSession session, QuarantineOwner owner, Guid id, long? version) => session.Write(
        "DELETE FROM quarantine WHERE id = $0 AND tenant = $1 AND publisher = $2 AND version = coalesce($3, version)",
        id.ToByteArray(), owner.Tenant.Value, owner.Publisher.Value, version) == 1;

    public static IReadOnlyList<TenantId> ReadTenants(SqliteSession session)
    {
        using var rows = session.Read("SELECT DISTINCT tenant FROM quarantine_sums");
        var tenants = new List<TenantId>();
        while (rows.Read()) tenants.Add(TenantId.Parse(rows.GetString(0)));
        return tenants;
    }

    public static int Trim(SqliteSession session, TenantId tenant, DateTimeOffset before, int most) => session.Write(
        "DELETE FROM quarantine WHERE cursor IN (SELECT cursor FROM quarantine WHERE tenant = $0 AND first_refused_at < $1 LIMIT $2)",
        tenant.Value, before.UtcTicks, most);

    /// <summary>What shrinks always fits, so that limits that were lowered let nothing get stuck.</summary>
    private static bool Fits(SqliteSession session, QuarantineOwner owner, QuarantineOptions limits, int events, long bytes)
    {
        if (events == 0 && bytes <= 0) return true;
        using var row = session.Read(
            "SELECT sum(events), sum(bytes), sum(iif(publisher = $1, events, 0)), sum(iif(publisher = $1, bytes, 0)) FROM quarantine_sums WHERE tenant = $0",
            owner.Tenant.Value, owner.Publisher.Value);
        if (!row.Read() || row.IsDBNull(0)) return bytes <= Math.Min(limits.MaxBytesPerPublisher, limits.MaxBytesPerTenant);
        return row.GetInt64(0) + events <= limits.MaxEventsPerTenant && row.GetInt64(1) + bytes <= limits.MaxBytesPerTenant
            && row.GetInt64(2) + events <= limits.MaxEventsPerPublisher && row.GetInt64(3) + bytes <= limits.MaxBytesPerPublisher;
    }

    private static bool Fits(SqliteSession session, RefusedEvent refused, QuarantineOptions limits, (Guid Id, long Bytes)? known) =>
        Fits(session, refused.Owner, limits, known is null ? 1 : 0, refused.Content.Length - (known?.Bytes ?? 0));

    private byte[] KeyOf(QuarantineOwner owner, string key) => hash.Of(owner.Tenant, "quarantine", owner.Publisher.Value, key);

    private static (Guid Id, long Bytes)? FindByKey(SqliteSession session, byte[] key)
    {
        using var row = session.Read("SELECT id, bytes FROM quarantine WHERE key_hash = $0", key);
        return row.Read() ? (new Guid(row.GetFieldValue<byte[]>(0)), row.GetInt64(1)) : null;
    }

    private QuarantineRecord ReadRecord(SqliteDataReader row, QuarantineOwner owner)
    {
        var place = PlaceOf(row, owner);
        var summary = JsonSerializer.Deserialize<Summary>(cipher.Decrypt(owner.Tenant, place.Of("summary"), row.GetFieldValue<byte[]>(6)))!;
        return new QuarantineRecord
        {
            Id = place.Id,
            Cursor = row.GetInt64(0),
            Version = row.GetInt64(2),
            Code = (ErrorCode)place.Code,
            Path = summary.Path,
            RefusedAt = new DateTimeOffset(place.RefusedAt, TimeSpan.Zero),
            IdempotencyKey = summary.IdempotencyKey,
            Bytes = row.GetInt64(5),
        };
    }

    private static KeptPlace PlaceOf(SqliteDataReader row, QuarantineOwner owner) =>
        new(owner, new Guid(row.GetFieldValue<byte[]>(1)), row.GetInt32(3), row.GetInt64(4));

    private sealed record Summary(string IdempotencyKey, string? Path);

    /// <summary>The additional data of the cipher: neither part of an event can be moved, given to somebody else, or be told another reason of.</summary>
    private readonly record struct KeptPlace(QuarantineOwner Owner, Guid Id, int Code, long RefusedAt)
    {
        public string Of(string part) => FormattableString.Invariant($"quarantine|{Id:N}|{part}|{Code}|{RefusedAt}|{Owner.Publisher.Value}");
    }
}
