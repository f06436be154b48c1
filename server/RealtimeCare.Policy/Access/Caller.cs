namespace RealtimeCare.Policy.Access;

/// <summary>Who acts: immutable, made once from a validated token.</summary>
public sealed record Caller
{
    /// <summary>Who issued the token.</summary>
    public required string Issuer { get; init; }

    /// <summary>The person or service.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>The tenant that the token is for.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The sign-in.</summary>
    public required string SessionId { get; init; }

    /// <summary>The client application.</summary>
    public required string ClientId { get; init; }

    /// <summary>The roles, as the token says.</summary>
    public required IReadOnlySet<string> Roles { get; init; }

    /// <summary>What the token may be used for.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>The purpose of use, a code of v3-ActReason; <c>TREAT</c> unless said otherwise.</summary>
    public string Purpose { get; init; } = "TREAT";

    /// <summary>The patient that the caller is, by the launch context of the token (<c>patient</c>); null for everybody else.</summary>
    public PatientId? LaunchPatient { get; init; }

    /// <summary>Whether it is a service and no person.</summary>
    public required bool IsService { get; init; }

    /// <summary>When the person signed in, or the service's token was issued.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>The token's id (<c>jti</c>).</summary>
    public required string TokenId { get; init; }

    /// <summary>When the token expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
