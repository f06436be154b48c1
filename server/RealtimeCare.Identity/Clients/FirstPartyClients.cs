using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Clients;

/// <summary>The applications of this product that may take a person's password themselves: public clients with PKCE.</summary>
internal sealed class FirstPartyClients(IOpenIddictApplicationManager applications)
{
    /// <summary>
    /// OpenIddict wants one redirect address for the code flow. The challenge endpoint answers with JSON and never redirects, and no
    /// browser follows this one.
    /// </summary>
    private static readonly Uri NoRedirect = new("urn:realtimecare:first-party");

    private static readonly (string Id, string Name)[] All = [("realtimecare-app", "RealtimeCare apps"), ("realtimecare-cli", "RealtimeCare CLI")];

    public static bool Contains(string? clientId) => All.Any(c => c.Id == clientId);

    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, name) in All)
        {
            if (await applications.FindByClientIdAsync(id, cancellationToken) is null)
                await applications.CreateAsync(Describe(id, name), cancellationToken);
        }
    }

    private static OpenIddictApplicationDescriptor Describe(string id, string name) => new()
    {
        ClientId = id,
        DisplayName = name,
        ClientType = ClientTypes.Public,
        ApplicationType = ApplicationTypes.Native,
        ConsentType = ConsentTypes.Implicit,
        RedirectUris = { NoRedirect },
        Permissions =
        {
            Permissions.Endpoints.Authorization,
            Permissions.Endpoints.Token,
            Permissions.Endpoints.Revocation,
            Permissions.GrantTypes.AuthorizationCode,
            Permissions.GrantTypes.RefreshToken,
            Permissions.ResponseTypes.Code,
        },
        Requirements = { Requirements.Features.ProofKeyForCodeExchange },
    };
}
