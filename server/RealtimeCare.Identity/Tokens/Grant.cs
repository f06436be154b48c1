namespace RealtimeCare.Identity.Tokens;

/// <summary>
/// One sign-in: ties the session id in tokens to OpenIddict's authorization, so that ending a session finds every token of it,
/// and carries the end that no refresh can move.
/// </summary>
internal sealed class Grant
{
    public required string SessionId { get; init; }

    public required string AuthorizationId { get; init; }

    public required string Subject { get; init; }

    public required string Tenant { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The purpose of use that the sign-in was for; null for roles without one.</summary>
    public string? Purpose { get; init; }

    public required DateTimeOffset SignedInAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public KnownSignIn ToSignIn() => new(SessionId, Tenant, Subject, SignedInAt);
}
