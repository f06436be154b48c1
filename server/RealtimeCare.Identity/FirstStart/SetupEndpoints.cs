using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Storage;

namespace RealtimeCare.Identity.FirstStart;

/// <summary>Makes the first tenant and administrator with the code that the host printed.</summary>
internal static class SetupEndpoints
{
    public static IEndpointRouteBuilder MapSetup(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/v1/setup", AnswerAsync).AllowAnonymous().WithTags("Setup")
            .WithSummary("The first tenant and administrator, by the code that the host printed at its start")
            .Produces<FirstSetupDone>(StatusCodes.Status201Created);
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(
        FirstSetup setup, HttpContext context, SetupDoor door, AccountStore accounts, FirstTenant tenant)
    {
        await door.Turn.WaitAsync(context.RequestAborted);
        try
        {
            if (await accounts.AnyAsync(context.RequestAborted)) return Refusal.SetupIsDone.ToResult(context);
            if (!door.Opens(setup.Code))
            {
                await tenant.RecordAsync(context, EntryOutcome.Denied, "wrong-code", null, null);
                return Refusal.Forbidden.ToResult(context, "code", "The code is wrong. After five tries a restart prints a new one.");
            }
            if (!AccountRules.IsTenant(setup.Tenant))
                return Refusal.InvalidRequest.ToResult(context, "tenant", "The tenant must have 1 to 64 lower-case letters, digits or hyphens.");
            var wanted = new NewAccount(setup.UserName, setup.Password, [AccountRoles.Administrator]);
            if (AccountRules.Mistake(wanted) is var (path, detail)) return Refusal.InvalidRequest.ToResult(context, path, detail);

            var account = await tenant.CreateAsync(context, setup.Tenant!, wanted);
            door.Close();
            return Results.Created((string?)null, new FirstSetupDone(account.Subject, account.Tenant));
        }
        finally
        {
            door.Turn.Release();
        }
    }

    /// <summary>The two rows that setup makes, and its line in the trail.</summary>
    internal sealed class FirstTenant(IdentityDatabase database, AccountStore accounts, IdentityTrail trail, TimeProvider time)
    {
        public async Task<Account> CreateAsync(HttpContext context, string tenant, NewAccount wanted)
        {
            await RecordAsync(context, EntryOutcome.Success, null, tenant, null);
            database.Tenants.Add(new Tenant { Id = tenant, CreatedAt = time.GetUtcNow() });
            // The user manager saves the same context: both rows or none.
            return await accounts.CreateAsync(tenant, wanted, context.RequestAborted) ?? throw new InvalidOperationException("Setup found a user where there was none.");
        }

        public ValueTask RecordAsync(HttpContext context, EntryOutcome outcome, string? reason, string? tenant, string? target) => trail.WriteAsync(
            context, EntryKinds.AccountChanged, outcome, e => e with { Operation = "setup", Reason = reason, Tenant = tenant, Target = target }, context.RequestAborted);
    }
}
