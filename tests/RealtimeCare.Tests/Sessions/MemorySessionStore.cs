using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Tests.Sessions;

internal sealed class MemorySessionStore : ISessionStore
{
    public List<string> Ended { get; } = [];

    public bool IsDown { get; set; }

    public ValueTask<StoredSessions> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken) => new(new StoredSessions([], []));

    public ValueTask<IReadOnlyList<SubjectId>> ReadSubjectsAsync(TenantId tenant, CancellationToken cancellationToken) => new([]);

    public ValueTask AddAsync(Session session, CancellationToken cancellationToken) => Check();

    public ValueTask TouchAsync(string sessionId, DateTimeOffset at, CancellationToken cancellationToken) => Check();

    public ValueTask EndAsync(string sessionId, EndReason reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        Ended.Add(sessionId);
        return Check();
    }

    public ValueTask BarAsync(SignInBar bar, CancellationToken cancellationToken) => Check();

    private ValueTask Check() => IsDown ? throw new SessionStoreUnavailableException("down") : default;
}
