using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Tokens;

namespace RealtimeCare.Host.Trust;

/// <summary>Ties the issuer to the server that keeps the sessions.</summary>
internal static class SessionLinks
{
    public static IServiceCollection AddSessionLinks(this IServiceCollection services) => services
        .AddSingleton<ISessionStatus, IssuerAlone>()
        .AddSingleton<IAccountChanges, IssuerAlone>();

    /// <summary>While no hub server runs in this process there are no sessions beyond the grants, which the issuer judges by itself.</summary>
    private sealed class IssuerAlone : ISessionStatus, IAccountChanges
    {
        public ValueTask<bool> MayContinueAsync(string sessionId, CancellationToken cancellationToken) => ValueTask.FromResult(true);

        public ValueTask AccountDisabledAsync(string subject, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask SessionRevokedAsync(string sessionId, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
