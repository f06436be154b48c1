using Microsoft.Extensions.Options;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Storage.Sqlite;

/// <summary>Sessions in <c>sessions.db</c>: one file, one writer thread.</summary>
internal sealed class SqliteSessionStore : ISessionStore, IDisposable
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS sessions (
            id TEXT PRIMARY KEY, issuer TEXT NOT NULL, subject TEXT NOT NULL, tenant TEXT NOT NULL, client TEXT NOT NULL, roles TEXT NOT NULL,
            is_service INTEGER NOT NULL, authenticated_at INTEGER NOT NULL, created_at INTEGER NOT NULL, last_activity_at INTEGER NOT NULL,
            absolute_end_at INTEGER NOT NULL, ended_at INTEGER, end_reason INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS bars (
            tenant TEXT NOT NULL, subject TEXT NOT NULL, after INTEGER NOT NULL, PRIMARY KEY (tenant, subject)) STRICT, WITHOUT ROWID;
        """;

    private const string AddSession = """
        INSERT OR IGNORE INTO sessions (id, issuer, subject, tenant, client, roles, is_service, authenticated_at, created_at,
            last_activity_at, absolute_end_at) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string TouchSession = "UPDATE sessions SET last_activity_at = max(last_activity_at, $1) WHERE id = $0";
    private const string EndSession = "UPDATE sessions SET ended_at = $1, end_reason = $2 WHERE id = $0 AND ended_at IS NULL";

    private const string SetBar = """
        INSERT INTO bars (tenant, subject, after) VALUES ($0, $1, $2)
        ON CONFLICT (tenant, subject) DO UPDATE SET after = max(after, excluded.after)
        """;

    private const string ReadSessions = """
        SELECT id, issuer, subject, tenant, client, roles, is_service, authenticated_at, created_at, last_activity_at, absolute_end_at,
            ended_at, end_reason FROM sessions WHERE absolute_end_at > $0
        """;

    private const string ReadBars = "SELECT tenant, subject, after FROM bars";

    private readonly SqliteWriter writer;

    public SqliteSessionStore(IOptions<StorageOptions> options, StorageKeys keys, TimeProvider time)
    {
        var path = Path.Combine(StorageFolder.Ensure(options.Value.DataFolder, "db"), "sessions.db");
        writer = new SqliteWriter(
            () =>
            {
                var session = SqliteSession.OpenWriter(path, options.Value.LockTimeoutSeconds);
                SqliteStore.Ensure(session, Tables, keys, time.GetUtcNow());
                return session;
            },
            "RealtimeCare sessions writer");
    }

    public ValueTask<StoredSessions> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        RunAsync(session => new StoredSessions(Sessions(session, now), Bars(session)), cancellationToken);

    public ValueTask<IReadOnlyList<SubjectId>> ReadSubjectsAsync(TenantId tenant, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<SubjectId>>(
            file =>
            {
                List<SubjectId> subjects = [];
                using var row = file.Read("SELECT DISTINCT subject FROM sessions WHERE tenant = $0", tenant.Value);
                while (row.Read()) subjects.Add(SubjectId.Parse(row.GetString(0)));
                return subjects;
            },
            cancellationToken);

    public async ValueTask AddAsync(Session session, CancellationToken cancellationToken) =>
        await RunAsync(
            file => file.Write(
                AddSession, session.Id, session.Issuer, session.Subject.Value, session.Tenant.Value, session.ClientId,
                string.Join(' ', session.Roles), session.IsService, Ms(session.AuthenticatedAt), Ms(session.CreatedAt),
                Ms(session.LastActivityAt), Ms(session.AbsoluteEndAt)),
            cancellationToken);

    public async ValueTask TouchAsync(string sessionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        await RunAsync(file => file.Write(TouchSession, sessionId, Ms(at)), cancellationToken);

    public async ValueTask EndAsync(string sessionId, EndReason reason, DateTimeOffset at, CancellationToken cancellationToken) =>
        await RunAsync(file => file.Write(EndSession, sessionId, Ms(at), (int)reason), cancellationToken);

    public async ValueTask BarAsync(SignInBar bar, CancellationToken cancellationToken) =>
        await RunAsync(file => file.Write(SetBar, bar.Tenant.Value, bar.Subject.Value, Ms(bar.After)), cancellationToken);

    public void Dispose() => writer.Dispose();

    private async ValueTask<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(work, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new SessionStoreUnavailableException("The sessions cannot be read or written.", exception);
        }
    }

    private static List<Session> Sessions(SqliteSession file, DateTimeOffset now)
    {
        List<Session> sessions = [];
        using var row = file.Read(ReadSessions, Ms(now));
        while (row.Read())
        {
            sessions.Add(new Session
            {
                Id = row.GetString(0),
                Issuer = row.GetString(1),
                Subject = SubjectId.Parse(row.GetString(2)),
                Tenant = TenantId.Parse(row.GetString(3)),
                ClientId = row.GetString(4),
                Roles = row.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                IsService = row.GetBoolean(6),
                AuthenticatedAt = Instant(row.GetInt64(7)),
                CreatedAt = Instant(row.GetInt64(8)),
                LastActivityAt = Instant(row.GetInt64(9)),
                AbsoluteEndAt = Instant(row.GetInt64(10)),
                EndedAt = row.IsDBNull(11) ? null : Instant(row.GetInt64(11)),
                EndReason = row.IsDBNull(12) ? null : (EndReason)row.GetInt32(12),
            });
        }
        return sessions;
    }

    private static List<SignInBar> Bars(SqliteSession file)
    {
        List<SignInBar> bars = [];
        using var row = file.Read(ReadBars);
        while (row.Read()) bars.Add(new SignInBar(TenantId.Parse(row.GetString(0)), SubjectId.Parse(row.GetString(1)), Instant(row.GetInt64(2))));
        return bars;
    }

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private static DateTimeOffset Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
