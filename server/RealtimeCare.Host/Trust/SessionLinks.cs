using RealtimeCare.Contracts.Codes;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Tokens;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Host.Trust;

/// <summary>Ties the issuer to the server that keeps the sessions: neither knows the other.</summary>
internal static class SessionLinks
{
    public static IServiceCollection AddSessionLinks(this IServiceCollection services) => services
        .AddSingleton<ISessionStatus, SessionAnswers>()
        .AddSingleton<IAccountChanges, AccountNews>()
        .AddSingleton<ISessionEndListener, GrantEnds>();

    /// <summary>A refresh gives no token to a session that has ended or is idle.</summary>
    private sealed class SessionAnswers(SessionRegistry sessions) : ISessionStatus
    {
        public ValueTask<bool> MayContinueAsync(KnownSignIn signIn, CancellationToken cancellationToken) => ValueTask.FromResult(
            sessions.MayRefresh(signIn.SessionId, TenantId.Parse(signIn.Tenant), SubjectId.Parse(signIn.Subject), signIn.At));
    }

    /// <summary>A disabled account or revoked grant closes its connections.</summary>
    private sealed class AccountNews(IServiceProvider services) : IAccountChanges
    {
        // Asked for late: the server's own listener below needs the issuer.
        private ISessionEnds Ends => services.GetRequiredService<ISessionEnds>();

        public async ValueTask AccountDisabledAsync(string subject, CancellationToken cancellationToken) =>
            await Ends.EndOfAsync(subject, EndReason.Suspended);

        public async ValueTask SessionRevokedAsync(string sessionId, RevocationCause cause, CancellationToken cancellationToken) =>
            await Ends.EndAsync(sessionId, cause switch
            {
                RevocationCause.SignedOut => EndReason.SignedOut,
                RevocationCause.AccountDisabled => EndReason.Suspended,
                _ => EndReason.Revoked,
            });
    }

    /// <summary>A session that was ended takes its refresh tokens with it.</summary>
    private sealed class GrantEnds(IServiceScopeFactory scopes) : ISessionEndListener
    {
        public async Task SessionEndedAsync(string sessionId, EndReason reason, CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<GrantRevocation>().RevokeSessionAsync(sessionId, cancellationToken);
        }
    }
}
