using System.Collections.Frozen;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Sessions;

/// <summary>Callers of which only what is named matters.</summary>
internal static class Callers
{
    public static DateTimeOffset Morning { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static Caller Nurse(string session = "s1", DateTimeOffset? signedInAt = null, string subject = "nurse-1", string tenant = "north") =>
        new()
        {
            Issuer = "https://issuer.example",
            Subject = SubjectId.Parse(subject),
            Tenant = TenantId.Parse(tenant),
            SessionId = session,
            ClientId = "realtimecare-app",
            Roles = new[] { "nurse" }.ToFrozenSet(),
            Scopes = ScopeSet.Parse("user/*.rs"),
            IsService = false,
            AuthenticatedAt = signedInAt ?? Morning,
            TokenId = "t1",
            ExpiresAt = (signedInAt ?? Morning) + TimeSpan.FromMinutes(15),
        };
}
