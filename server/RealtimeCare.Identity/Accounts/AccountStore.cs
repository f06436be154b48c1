using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using RealtimeCare.Identity.SignIn;
using RealtimeCare.Identity.Storage;

namespace RealtimeCare.Identity.Accounts;

/// <summary>Keeps accounts. It neither judges nor records: its callers do.</summary>
internal sealed class AccountStore(IdentityDatabase database, UserManager<Account> users, IPasswordHasher<Account> hasher, PasswordTurns turns)
{
    public Task<bool> AnyAsync(CancellationToken cancellationToken) => database.Users.AnyAsync(cancellationToken);

    public Task<List<Account>> ListAsync(string tenant, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking().Where(a => a.Tenant == tenant).OrderBy(a => a.NormalizedUserName).ToListAsync(cancellationToken);

    public Task<Account?> FindAsync(Guid id, string tenant, CancellationToken cancellationToken) =>
        database.Users.FirstOrDefaultAsync(a => a.Id == id && a.Tenant == tenant, cancellationToken);

    public async Task<bool> IsTakenAsync(string userName) => await users.FindByNameAsync(userName) is not null;

    /// <returns>The account, or null when the name was taken meanwhile.</returns>
    public async Task<Account?> CreateAsync(string tenant, NewAccount wanted, CancellationToken cancellationToken)
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(), UserName = wanted.UserName, Tenant = tenant, Roles = [.. wanted.Roles!.Distinct()], PatientId = wanted.PatientId,
        };
        account.PasswordHash = await HashAsync(account, wanted.Password!, cancellationToken);
        try
        {
            return (await users.CreateAsync(account)).Succeeded ? account : null;
        }
        catch (DbUpdateException)
        {
            // Two administrators, one name, the same moment: the unique index decides.
            return null;
        }
    }

    public async Task ChangeAsync(Account account, AccountChange change, CancellationToken cancellationToken)
    {
        if (change.Roles is { } roles) account.Roles = [.. roles.Distinct()];
        if (change.Disabled is { } disabled) account.IsDisabled = disabled;
        if (change.Password is { } password)
        {
            account.PasswordHash = await HashAsync(account, password, cancellationToken);
            (account.AccessFailedCount, account.LockoutEnd) = (0, null);
        }
        // Somebody else changed the account since it was read: nothing was stored, and saying otherwise would be a lie.
        if (!(await users.UpdateSecurityStampAsync(account)).Succeeded) throw new DbUpdateConcurrencyException("The account was changed meanwhile.");
    }

    /// <summary>Whether the tenant keeps somebody who can manage it when this account no longer can.</summary>
    public async Task<bool> HasOtherAdministratorAsync(Account account, CancellationToken cancellationToken)
    {
        var others = await ListAsync(account.Tenant, cancellationToken);
        return others.Any(a => a.Id != account.Id && !a.IsDisabled && a.Roles.Contains(AccountRoles.Administrator));
    }

    private async Task<string> HashAsync(Account account, string password, CancellationToken cancellationToken)
    {
        using var turn = await turns.EnterAsync(cancellationToken);
        return hasher.HashPassword(account, password);
    }
}
