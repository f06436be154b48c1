using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Sessions;

/// <summary>One sign-in of a person or service: a durable row. Tokens, refreshes and connections belong to it.</summary>
public sealed record Session
{
    /// <summary>The token's <c>sid</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Who issued the token.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who signed in.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The client application.</summary>
    public required string ClientId { get; init; }

    /// <summary>The roles of the sign-in, in order.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Whether it is a service: no idle end.</summary>
    public required bool IsService { get; init; }

    /// <summary>When the person signed in.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>When the row was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last human activity.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>When it ends in any case.</summary>
    public required DateTimeOffset AbsoluteEndAt { get; init; }

    /// <summary>When it ended; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended; null while it lives.</summary>
    public EndReason? EndReason { get; init; }

    /// <summary>A row for a session that was revoked before it was ever admitted: it holds nobody, and is kept as long as a token could live.</summary>
    internal static Session NeverAdmitted(string id, DateTimeOffset now, TimeSpan keep, EndReason reason) => new()
    {
        Id = id,
        Issuer = "",
        Subject = SubjectId.Parse("-"),
        Tenant = TenantId.Parse("-"),
        ClientId = "",
        Roles = [],
        IsService = true,
        AuthenticatedAt = now,
        CreatedAt = now,
        LastActivityAt = now,
        AbsoluteEndAt = now + keep,
        EndedAt = now,
        EndReason = reason,
    };
}
