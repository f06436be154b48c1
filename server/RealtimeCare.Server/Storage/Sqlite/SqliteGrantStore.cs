using System.Text;
using Microsoft.Data.Sqlite;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access.Grants;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Broken glasses in <c>db/facts.db</c>. The free texts are encrypted under the tenant's key.</summary>
internal sealed class SqliteGrantStore(SqliteFactsFile file, StorageKeys keys, TimeProvider time) : IGrantStore
{
    internal const string Tables = """
        CREATE TABLE IF NOT EXISTS broken_glasses (
            tenant TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL, patient TEXT NOT NULL, session TEXT NOT NULL,
            purpose TEXT NOT NULL, reason_code TEXT NOT NULL, reason BLOB NOT NULL, exemption TEXT,
            starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, ended_at INTEGER, ended_by INTEGER,
            attested_at INTEGER, statement BLOB,
            reviewed_at INTEGER, reviewer TEXT, verdict INTEGER, note BLOB,
            PRIMARY KEY (tenant, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS broken_glasses_by_start ON broken_glasses (tenant, starts_at);
        """;

    private const string Columns = """
        SELECT tenant, id, subject, patient, session, purpose, reason_code, reason, exemption, starts_at, ends_at, ended_at, ended_by,
            attested_at, statement, reviewed_at, reviewer, verdict, note FROM broken_glasses
        """;

    private const string NewestFirst = " ORDER BY starts_at DESC, id LIMIT $1";
    private const string Ended = " (ended_at IS NOT NULL OR ends_at <= $2) AND reviewed_at IS NULL AND ";
    private const string Since = Columns + " WHERE ended_at IS NULL OR starts_at >= $0";
    private const string One = Columns + " WHERE tenant = $0 AND id = $1";
    private const string All = Columns + " WHERE tenant = $0 AND $2 > 0" + NewestFirst;
    private const string Active = Columns + " WHERE tenant = $0 AND ended_at IS NULL AND ends_at > $2" + NewestFirst;
    private const string Unattested =
        Columns + " WHERE tenant = $0 AND" + Ended + "attested_at IS NULL AND exemption IS NULL" + NewestFirst;
    private const string Unreviewed =
        Columns + " WHERE tenant = $0 AND" + Ended + "(attested_at IS NOT NULL OR exemption IS NOT NULL)" + NewestFirst;
    private const string Reviewed = Columns + " WHERE tenant = $0 AND reviewed_at IS NOT NULL AND $2 > 0" + NewestFirst;

    private readonly PayloadCipher cipher = new(keys);

    public ValueTask<IReadOnlyList<GrantRecord>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<GrantRecord>>(
            session =>
            {
                using var rows = session.Read(Since, since.UtcTicks);
                return [.. Each(rows, ReadRecord)];
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<GrantFile>> ListAsync(
        TenantId tenant, BreakGlassStatus? status, int most, CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<GrantFile>>(
            session =>
            {
                using var rows = session.Read(QueryOf(status), tenant.Value, most, time.GetUtcNow().UtcTicks);
                return [.. Each(rows, ReadFile)];
            },
            cancellationToken);

    public ValueTask<GrantFile?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken) => file.ReadAsync(
        session =>
        {
            using var row = session.Read(One, tenant.Value, id.ToString());
            return row.Read() ? ReadFile(row) : null;
        },
        cancellationToken);

    public async ValueTask AddAsync(GrantFile grantFile, CancellationToken cancellationToken)
    {
        var (record, grant) = (grantFile.Record, grantFile.Record.Grant);
        var reason = Encrypt(record.Tenant, record.Id, "reason", grantFile.Texts.Reason);
        await file.WriteAsync(
            session => session.Write(
                "INSERT INTO broken_glasses (tenant, id, subject, patient, session, purpose, reason_code, reason, exemption, starts_at, ends_at) "
                + "VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                record.Tenant.Value, record.Id.ToString(), grant.Subject.Value, grant.Patient.Value, grant.SessionId, grant.Purpose,
                record.ReasonCode, reason, record.Exemption, grant.From.UtcTicks, record.EndsAt.UtcTicks),
            cancellationToken);
    }

    public async ValueTask EndAsync(GrantRecord ended, CancellationToken cancellationToken) => await file.WriteAsync(
        session => session.Write(
            "UPDATE broken_glasses SET ended_at = $2, ended_by = $3 WHERE tenant = $0 AND id = $1 AND ended_at IS NULL",
            ended.Tenant.Value, ended.Id.ToString(), ended.EndedAt?.UtcTicks, (int?)ended.EndedBy),
        cancellationToken);

    public async ValueTask<bool> AttestAsync(
        TenantId tenant, Guid id, DateTimeOffset at, string statement, CancellationToken cancellationToken)
    {
        var text = Encrypt(tenant, id, "statement", statement);
        return await file.WriteAsync(
            session => session.Write(
                "UPDATE broken_glasses SET attested_at = $2, statement = $3 WHERE tenant = $0 AND id = $1 AND attested_at IS NULL",
                tenant.Value, id.ToString(), at.UtcTicks, text),
            cancellationToken) == 1;
    }

    public async ValueTask<bool> ReviewAsync(TenantId tenant, Guid id, GrantReview review, string? note, CancellationToken cancellationToken)
    {
        var text = note is null ? null : Encrypt(tenant, id, "note", note);
        return await file.WriteAsync(
            session => session.Write(
                "UPDATE broken_glasses SET reviewed_at = $2, reviewer = $3, verdict = $4, note = $5 "
                + "WHERE tenant = $0 AND id = $1 AND reviewed_at IS NULL",
                tenant.Value, id.ToString(), review.At.UtcTicks, review.Reviewer.Value, (int)review.Verdict, text),
            cancellationToken) == 1;
    }

    private static string QueryOf(BreakGlassStatus? status) => status switch
    {
        BreakGlassStatus.Active => Active,
        BreakGlassStatus.Unattested => Unattested,
        BreakGlassStatus.Unreviewed => Unreviewed,
        BreakGlassStatus.Reviewed => Reviewed,
        _ => All,
    };

    private static IEnumerable<T> Each<T>(SqliteDataReader rows, Func<SqliteDataReader, T> read)
    {
        while (rows.Read()) yield return read(rows);
    }

    private GrantFile ReadFile(SqliteDataReader row)
    {
        var record = ReadRecord(row);
        var (tenant, id) = (record.Tenant, record.Id);
        return new GrantFile(record, new GrantTexts(
            Decrypt(tenant, id, "reason", row, 7)!, Decrypt(tenant, id, "statement", row, 14), Decrypt(tenant, id, "note", row, 18)));
    }

    private static GrantRecord ReadRecord(SqliteDataReader row)
    {
        var (from, endsAt, endedAt) = (Instant(row, 9)!.Value, Instant(row, 10)!.Value, Instant(row, 11));
        var grant = new Grant(
            Guid.Parse(row.GetString(1)), SubjectId.Parse(row.GetString(2)), PatientId.Parse(row.GetString(3)), row.GetString(4),
            row.GetString(5), from, endedAt ?? endsAt)
        {
            AttestedAt = Instant(row, 13),
        };
        return new GrantRecord
        {
            Tenant = TenantId.Parse(row.GetString(0)),
            Grant = grant,
            ReasonCode = row.GetString(6),
            Exemption = row.IsDBNull(8) ? null : row.GetString(8),
            EndsAt = endsAt,
            EndedAt = endedAt,
            EndedBy = row.IsDBNull(12) ? null : (BreakGlassEnd)row.GetInt32(12),
            Review = Instant(row, 15) is { } at ? new GrantReview(SubjectId.Parse(row.GetString(16)), at, (BreakGlassVerdict)row.GetInt32(17)) : null,
        };
    }

    private static DateTimeOffset? Instant(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);

    private byte[] Encrypt(TenantId tenant, Guid id, string what, string text) =>
        cipher.Encrypt(tenant, PlaceOf(id, what), Encoding.UTF8.GetBytes(text));

    private string? Decrypt(TenantId tenant, Guid id, string what, SqliteDataReader row, int column) => row.IsDBNull(column)
        ? null
        : Encoding.UTF8.GetString(cipher.Decrypt(tenant, PlaceOf(id, what), row.GetFieldValue<byte[]>(column)));

    // A text moved to another grant, or to another place of the same one, does not open.
    private static string PlaceOf(Guid id, string what) => $"grant|{id:N}|{what}";
}
