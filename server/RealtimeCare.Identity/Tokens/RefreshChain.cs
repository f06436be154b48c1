using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Identity.Answers;
using RealtimeCare.Identity.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Token = OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreToken;

namespace RealtimeCare.Identity.Tokens;

/// <summary>
/// The refresh tokens of one sign-in, each made from the one before. The last one that was used may come again for as long as nothing
/// made from it was used, but no longer than an access token may live: its answer may have been lost with a connection or this process
/// (server/docs/decisions/0017).
/// </summary>
/// <remarks>
/// The status says it all: <c>valid</c> was never used, <c>redeemed</c> was used and its successor was not, <c>revoked</c> is spent for
/// good: whoever shows that one and whoever used the successor are two, and the sign-in ends.
/// </remarks>
internal sealed class RefreshChain(
    IdentityDatabase database, IOpenIddictTokenManager tokens, IOptions<IdentityOptions> options, IdentityTrail trail, TimeProvider time)
{
    /// <summary>Makes a used token usable once more; what was made from it and never used is spent by that.</summary>
    /// <returns>False when somebody else changes it at this moment: ask again.</returns>
    public async Task<bool> ReviveAsync(HttpContext? context, string tokenId, string authorizationId, CancellationToken cancellationToken)
    {
        if (await FindAsync(tokenId, cancellationToken) is not { Type: TokenTypeIdentifiers.RefreshToken, Status: Statuses.Redeemed } used) return true;
        var age = AgeOf(used);
        var successors = Others(tokenId, authorizationId, Statuses.Redeemed);
        if (age > IdentityOptions.LongestAccessToken || await successors.AnyAsync(cancellationToken)) return true;
        // Two tabs may refresh with one token at once; both of them may go on.
        if (age >= options.Value.RefreshReuseLeeway)
        {
            await RecordAsync(context, authorizationId, cancellationToken);
            await SpendAsync(Others(tokenId, authorizationId, Statuses.Valid), cancellationToken);
            // Until it was spent, the successor could be used.
            if (await successors.AnyAsync(cancellationToken)) return true;
        }

        return await SetAsync(used, Statuses.Valid, null, cancellationToken);
    }

    /// <summary>Uses a token: the one that it was made from cannot come again.</summary>
    /// <returns>False when it was spent meanwhile.</returns>
    public async Task<bool> UseAsync(string tokenId, string authorizationId, CancellationToken cancellationToken)
    {
        // In this order: a crash in between leaves a token that can still be used, and none that could come twice.
        await SpendAsync(Others(tokenId, authorizationId, Statuses.Redeemed), cancellationToken);
        if (await FindAsync(tokenId, cancellationToken) is not { } token) return false;
        if (await SetAsync(token, Statuses.Redeemed, time.GetUtcNow().UtcDateTime, cancellationToken)) return true;
        return await database.Set<Token>().AsNoTracking().AnyAsync(t => t.Id == tokenId && t.Status == Statuses.Redeemed, cancellationToken);
    }

    /// <summary>How long ago it was used. The database does not keep that its times are in UTC.</summary>
    private TimeSpan AgeOf(Token used) => used.RedemptionDate is { } at
        ? time.GetUtcNow().UtcDateTime - DateTime.SpecifyKind(at, DateTimeKind.Utc)
        : TimeSpan.MaxValue;

    /// <summary>Written before anything is changed: whoever asks so late is nearly always the one who got no answer.</summary>
    private async Task RecordAsync(HttpContext? context, string authorizationId, CancellationToken cancellationToken)
    {
        var grant = await database.Grants.AsNoTracking().FirstOrDefaultAsync(g => g.AuthorizationId == authorizationId, cancellationToken);
        await trail.WriteAsync(context, EntryKinds.TokenRevived, EntryOutcome.Success, e => e with
        {
            Operation = "token.revive",
            Reason = "answer-asked-again",
            Session = grant?.SessionId,
            Client = grant?.ClientId,
            Actor = grant?.Subject,
            Tenant = grant?.Tenant,
        }, cancellationToken);
    }

    private async Task<Token?> FindAsync(string tokenId, CancellationToken cancellationToken) =>
        await tokens.FindByIdAsync(tokenId, cancellationToken) as Token;

    private IQueryable<Token> Others(string tokenId, string authorizationId, string status) => database.Set<Token>().Where(
        t => t.Authorization!.Id == authorizationId && t.Id != tokenId && t.Type == TokenTypeIdentifiers.RefreshToken && t.Status == status);

    private static Task<int> SpendAsync(IQueryable<Token> spent, CancellationToken cancellationToken)
    {
        var change = Guid.NewGuid().ToString();
        return spent.ExecuteUpdateAsync(
            s => s.SetProperty(t => t.Status, Statuses.Revoked).SetProperty(t => t.ConcurrencyToken, change), cancellationToken);
    }

    private async Task<bool> SetAsync(Token token, string status, DateTime? redeemedAt, CancellationToken cancellationToken)
    {
        (token.Status, token.RedemptionDate) = (status, redeemedAt);
        try
        {
            await tokens.UpdateAsync(token, cancellationToken);
            return true;
        }
        catch (OpenIddictExceptions.ConcurrencyException)
        {
            return false;
        }
    }
}
