using System.Text.Json.Serialization;

namespace RealtimeCare.Client.Tokens;

/// <summary>What the token server answers, to a challenge and to a token request.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("authorization_code")] string? AuthorizationCode,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("patient")] string? Patient = null)
{
    /// <summary>A constant, since it is all secrets.</summary>
    public override string ToString() => "(answer of the token server)";
}
