using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.Clients;

/// <summary>Keeps backend services: confidential clients without a secret, each of one tenant.</summary>
internal sealed class ServiceClients(IOpenIddictApplicationManager applications)
{
    private const string TenantProperty = "tenant";

    /// <summary>Finds one; null for an unknown id and for the first-party clients, which are no services.</summary>
    public async Task<ServiceClient?> FindAsync(string? clientId, CancellationToken cancellationToken) =>
        clientId is { Length: > 0 } && await applications.FindByClientIdAsync(clientId, cancellationToken) is { } application
            ? await ReadAsync(application, cancellationToken)
            : null;

    /// <summary>Whether the id stands for any client, of whatever tenant.</summary>
    public async Task<bool> IsTakenAsync(string clientId, CancellationToken cancellationToken) =>
        await applications.FindByClientIdAsync(clientId, cancellationToken) is not null;

    public async Task<IReadOnlyList<ServiceClient>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var found = new List<ServiceClient>();
        // A deployment has tens of services, not thousands: the tenant stands in a JSON column without an index.
        await foreach (var application in applications.ListAsync(cancellationToken: cancellationToken))
            if (await ReadAsync(application, cancellationToken) is { } client && client.Tenant == tenant) found.Add(client);
        return found;
    }

    public async Task CreateAsync(ServiceClient client, JsonWebKeySet keys, CancellationToken cancellationToken)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = client.ClientId,
            DisplayName = client.DisplayName,
            ClientType = ClientTypes.Confidential,
            JsonWebKeySet = keys,
            Permissions = { Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.GrantTypes.ClientCredentials },
        };
        descriptor.Properties[TenantProperty] = JsonSerializer.SerializeToElement(client.Tenant);
        descriptor.Permissions.UnionWith(client.Scopes.Select(s => Permissions.Prefixes.Scope + s));
        await applications.CreateAsync(descriptor, cancellationToken);
    }

    public async Task DeleteAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await applications.FindByClientIdAsync(clientId, cancellationToken) is { } application)
            await applications.DeleteAsync(application, cancellationToken);
    }

    private async Task<ServiceClient?> ReadAsync(object application, CancellationToken cancellationToken)
    {
        var properties = await applications.GetPropertiesAsync(application, cancellationToken);
        if (!properties.TryGetValue(TenantProperty, out var tenant)) return null;
        var permissions = await applications.GetPermissionsAsync(application, cancellationToken);
        var keys = await applications.GetJsonWebKeySetAsync(application, cancellationToken);
        return new ServiceClient(
            (await applications.GetClientIdAsync(application, cancellationToken))!,
            await applications.GetDisplayNameAsync(application, cancellationToken) ?? "",
            tenant.GetString()!,
            [.. permissions.Where(p => p.StartsWith(Permissions.Prefixes.Scope, StringComparison.Ordinal)).Select(p => p[Permissions.Prefixes.Scope.Length..])],
            [.. keys?.Keys.Select(k => k.Kid) ?? []]);
    }
}
