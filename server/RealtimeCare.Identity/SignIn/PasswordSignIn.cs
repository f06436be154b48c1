using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Storage;

namespace RealtimeCare.Identity.SignIn;

/// <summary>Judges a user name and password. Every way to fail takes the same steps and says the same outside; the trail knows why.</summary>
internal sealed class PasswordSignIn(
    IdentityDatabase database, ILookupNormalizer names, PasswordTurns turns, IdentityTrail trail, TimeProvider time)
{
    private const int FailuresToLock = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    // A decoy of its own for each process: made once, at the cost of one hash.
    private static readonly Argon2PasswordHasher Hasher = new();

    /// <summary>Tries to sign in and records the attempt before it returns.</summary>
    /// <returns>The account, or null.</returns>
    public async Task<Account?> TryAsync(HttpContext context, string userName, string password, string sessionId, string? clientId)
    {
        var cancellationToken = context.RequestAborted;
        var name = names.NormalizeName(userName);
        using var turn = await turns.EnterNameAsync(name, cancellationToken);
        var account = await database.Users.AsNoTracking().FirstOrDefaultAsync(a => a.NormalizedUserName == name, cancellationToken);
        var result = await VerifyAsync(account, password, cancellationToken);
        var refusal = Judge(account, result);

        if (account is not null && refusal == "wrong-credentials") await CountFailureAsync(account, cancellationToken);
        await trail.WriteAsync(context, EntryKinds.SignIn, refusal is null ? EntryOutcome.Success : EntryOutcome.Denied, e => e with
        {
            Operation = "sign-in.password",
            Reason = refusal,
            Actor = account?.Subject,
            Tenant = account?.Tenant,
            Client = clientId,
            Session = refusal is null ? sessionId : null,
        }, cancellationToken);
        if (refusal is not null) return null;

        await ForgiveAsync(account!, result, password, cancellationToken);
        return account;
    }

    private async Task<PasswordVerificationResult> VerifyAsync(Account? account, string password, CancellationToken cancellationToken)
    {
        using var core = await turns.EnterAsync(cancellationToken);
        return Argon2PasswordHasher.Verify(account?.PasswordHash ?? Hasher.Decoy, password);
    }

    private string? Judge(Account? account, PasswordVerificationResult result)
    {
        if (account is null) return "unknown-account";
        if (account.LockoutEnd > time.GetUtcNow()) return "locked";
        if (result == PasswordVerificationResult.Failed) return "wrong-credentials";
        return account.IsDisabled ? "disabled" : null;
    }

    private async Task CountFailureAsync(Account account, CancellationToken cancellationToken)
    {
        var locks = account.AccessFailedCount + 1 >= FailuresToLock;
        var failures = locks ? 0 : account.AccessFailedCount + 1;
        DateTimeOffset? until = locks ? time.GetUtcNow() + LockedFor : account.LockoutEnd;
        await database.Users.Where(a => a.Id == account.Id).ExecuteUpdateAsync(
            s => s.SetProperty(a => a.AccessFailedCount, failures).SetProperty(a => a.LockoutEnd, until), cancellationToken);
    }

    private async Task ForgiveAsync(Account account, PasswordVerificationResult result, string password, CancellationToken cancellationToken)
    {
        var hash = account.PasswordHash;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            using var core = await turns.EnterAsync(cancellationToken);
            hash = Hasher.HashPassword(account, password);
        }
        if (account.AccessFailedCount == 0 && account.LockoutEnd is null && hash == account.PasswordHash) return;
        // Only over the hash that was verified: a password reset in between must not be undone.
        await database.Users.Where(a => a.Id == account.Id && a.PasswordHash == account.PasswordHash).ExecuteUpdateAsync(
            s => s.SetProperty(a => a.AccessFailedCount, 0).SetProperty(a => a.LockoutEnd, (DateTimeOffset?)null).SetProperty(a => a.PasswordHash, hash),
            cancellationToken);
    }
}
