using Microsoft.AspNetCore.Http;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Tokens;

namespace RealtimeCare.Identity.Accounts;

/// <summary>Changes an account and ends what it could do before: a new role or password begins with a new sign-in.</summary>
internal sealed class AccountChanges(AccountStore accounts, GrantRevocation revocation, IAccountChanges listeners, AccountTrail trail)
{
    public async Task ApplyAsync(HttpContext context, AdminCaller caller, Account account, AccountChange change)
    {
        // Taking away never waits for the trail; giving does.
        var disables = change.Disabled == true;
        var onlyTakes = change is { Disabled: true, Roles: null, Password: null };
        if (!onlyTakes) await trail.WriteAsync(context, "users.change", caller, account.Subject);

        await accounts.ChangeAsync(account, change, context.RequestAborted);
        if (change.Roles is not null || change.Password is not null || disables)
            await revocation.RevokeSubjectAsync(
                context, account.Subject, disables ? RevocationCause.AccountDisabled : RevocationCause.AccountChanged, caller.Subject, CancellationToken.None);
        if (!disables) return;
        await listeners.AccountDisabledAsync(account.Subject, CancellationToken.None);
        await trail.WriteAsync(context, "users.disable", caller, account.Subject);
    }
}
