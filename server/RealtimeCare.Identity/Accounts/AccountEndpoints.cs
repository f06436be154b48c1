using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Identity.Answers;

namespace RealtimeCare.Identity.Accounts;

/// <summary>Administrators' API for the people of their own tenant.</summary>
internal static class AccountEndpoints
{
    private const string Path = "/api/v1/users";

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        var group = AdminCaller.Guard(endpoints.MapGroup(Path)).WithTags("Users");
        group.MapGet("", ListAsync).WithSummary("The users of the caller's tenant").Produces<AccountList>();
        group.MapPost("", CreateAsync).WithSummary("Adds a user").Produces<AccountView>(StatusCodes.Status201Created);
        group.MapPatch("{userId:guid}", ChangeAsync).WithSummary("Changes roles, password, or whether the user may sign in").Produces<AccountView>();
        return endpoints;
    }

    private static async Task<IResult> ListAsync(HttpContext context, AccountStore accounts)
    {
        var found = await accounts.ListAsync(AdminCaller.Of(context).Tenant, context.RequestAborted);
        return Results.Ok(new AccountList([.. found.Select(AccountView.Of)]));
    }

    private static async Task<IResult> CreateAsync(NewAccount wanted, HttpContext context, AccountStore accounts, AccountTrail trail)
    {
        if (AccountRules.Mistake(wanted) is var (path, detail)) return Refusal.InvalidRequest.ToResult(context, path, detail);
        if (await accounts.IsTakenAsync(wanted.UserName!)) return Refusal.Conflict.ToResult(context, "userName");

        var caller = AdminCaller.Of(context);
        await trail.WriteAsync(context, "users.create", caller, null, wanted.PatientId);
        var account = await accounts.CreateAsync(caller.Tenant, wanted, context.RequestAborted);
        if (account is null) return Refusal.Conflict.ToResult(context, "userName");
        await trail.WriteAsync(context, "users.created", caller, account.Subject, account.PatientId);
        return Results.Created((string?)null, AccountView.Of(account));
    }

    private static async Task<IResult> ChangeAsync(Guid userId, AccountChange change, HttpContext context, AccountStore accounts, AccountChanges changes)
    {
        var caller = AdminCaller.Of(context);
        var account = await accounts.FindAsync(userId, caller.Tenant, context.RequestAborted);
        if (account is null) return Refusal.NotFound.ToResult(context);
        if (AccountRules.Mistake(change, account) is var (path, detail)) return Refusal.InvalidRequest.ToResult(context, path, detail);
        if (TakesAdministration(account, change) && !await accounts.HasOtherAdministratorAsync(account, context.RequestAborted))
            return Refusal.InvalidRequest.ToResult(context, "userId", "The tenant would be left without an administrator.");

        await changes.ApplyAsync(context, caller, account, change);
        return Results.Ok(AccountView.Of(account));
    }

    private static bool TakesAdministration(Account account, AccountChange change) =>
        account.Roles.Contains(AccountRoles.Administrator)
        && (change.Disabled == true || (change.Roles is { } roles && !roles.Contains(AccountRoles.Administrator)));
}
