using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Answers;

namespace RealtimeCare.Identity.Clients;

/// <summary>Administrators' API for the backend services of their own tenant.</summary>
internal static class ClientEndpoints
{
    public static IEndpointRouteBuilder MapClients(this IEndpointRouteBuilder endpoints)
    {
        var group = AdminCaller.Guard(endpoints.MapGroup("/api/v1/clients")).WithTags("Clients");
        group.MapGet("", ListAsync).WithSummary("The services of the caller's tenant").Produces<ClientList>();
        group.MapPost("", CreateAsync).WithSummary("Registers a service by its public keys").Produces<ClientView>(StatusCodes.Status201Created);
        group.MapDelete("{clientId}", DeleteAsync).WithSummary("Removes a service and ends its sessions").Produces(StatusCodes.Status204NoContent);
        return endpoints;
    }

    private static async Task<IResult> ListAsync(HttpContext context, ServiceClients clients)
    {
        var found = await clients.ListAsync(AdminCaller.Of(context).Tenant, context.RequestAborted);
        return Results.Ok(new ClientList([.. found.Select(View)]));
    }

    private static async Task<IResult> CreateAsync(NewClient wanted, HttpContext context, ServiceClients clients, AccountTrail trail)
    {
        if (ClientRules.Mistake(wanted) is var (path, detail)) return Refusal.InvalidRequest.ToResult(context, path, detail);
        if (ServiceKeys.TryRead(wanted.Jwks, out var mistake) is not { } keys) return Refusal.InvalidRequest.ToResult(context, "jwks", mistake);
        if (await clients.IsTakenAsync(wanted.ClientId!, context.RequestAborted)) return Refusal.Conflict.ToResult(context, "clientId");

        var caller = AdminCaller.Of(context);
        var client = new ServiceClient(wanted.ClientId!, wanted.DisplayName!, caller.Tenant, [.. wanted.Scopes!.Distinct()], [.. keys.Keys.Select(k => k.Kid)]);
        await trail.WriteAsync(context, "clients.create", caller, client.ClientId);
        await clients.CreateAsync(client, keys, context.RequestAborted);
        return Results.Created((string?)null, View(client));
    }

    private static async Task<IResult> DeleteAsync(
        string clientId, HttpContext context, ServiceClients clients, IAccountChanges listeners, AccountTrail trail)
    {
        var caller = AdminCaller.Of(context);
        var client = await clients.FindAsync(clientId, context.RequestAborted);
        if (client is null || client.Tenant != caller.Tenant) return Refusal.NotFound.ToResult(context);

        // Taking away never waits for the trail.
        await clients.DeleteAsync(clientId, CancellationToken.None);
        await listeners.AccountDisabledAsync(clientId, CancellationToken.None);
        await trail.WriteAsync(context, "clients.delete", caller, clientId);
        return Results.NoContent();
    }

    private static ClientView View(ServiceClient client) => new(client.ClientId, client.DisplayName, client.Scopes, client.KeyIds);
}
