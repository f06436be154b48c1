namespace RealtimeCare.Identity.Clients;

/// <summary>A backend service: what it may ask for, and the names of the keys it proves itself with.</summary>
internal sealed record ServiceClient(string ClientId, string DisplayName, string Tenant, IReadOnlyList<string> Scopes, IReadOnlyList<string> KeyIds);
