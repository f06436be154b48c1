namespace RealtimeCare.Identity.Tokens;

/// <summary>A client assertion that was used: it counts once (RFC 7523 section 3, <c>jti</c>), also across a restart.</summary>
internal sealed class SeenAssertion
{
    /// <summary>SHA-256 over client and <c>jti</c>.</summary>
    public required string Fingerprint { get; init; }

    public required DateTimeOffset ForgetAt { get; init; }
}
