namespace RealtimeCare.Client;

/// <summary>An access token and when it ends by the local clock.</summary>
/// <param name="Value">The token. It is a secret.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record AccessToken(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>A constant, since the token is a secret.</summary>
    public override string ToString() => "(access token)";
}
