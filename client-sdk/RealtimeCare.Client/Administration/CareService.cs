namespace RealtimeCare.Client.Administration;

/// <summary>A registered backend service.</summary>
/// <param name="ClientId">The id that it signs in with.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record CareService(string ClientId, string? DisplayName, IReadOnlyList<string>? Scopes);
