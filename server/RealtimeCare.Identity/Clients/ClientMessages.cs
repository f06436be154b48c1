using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCare.Identity.Clients;

/// <summary>A backend service to register: it proves itself by a key, so only public keys come here.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewClient(string? ClientId, string? DisplayName, IReadOnlyList<string>? Scopes, JsonElement? Jwks);

/// <summary>A service as administrators see it.</summary>
internal sealed record ClientView(string ClientId, string DisplayName, IReadOnlyList<string> Scopes, IReadOnlyList<string> KeyIds);

/// <summary>The services of the caller's tenant.</summary>
internal sealed record ClientList(IReadOnlyList<ClientView> Clients);
