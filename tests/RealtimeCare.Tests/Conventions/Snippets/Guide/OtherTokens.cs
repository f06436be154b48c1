using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Tests.Conventions.Snippets.Guide;

/// <summary>How the guide takes tokens from another issuer.</summary>
internal static class OtherTokens
{
    public static TokenSource Of(IBroker broker)
    {
        // snippet
        var tokens = TokenSource.From(async (isRenewal, cancellationToken) =>
        {
            var answer = await broker.AcquireSilentAsync(forceRefresh: isRenewal, cancellationToken);
            if (answer is null) throw CareException.SignInRequired();
            return new AccessToken(answer.Token, answer.ExpiresOn);
        });
        // end

        return tokens;
    }

    /// <summary>Stands for MSAL, or a hospital's broker.</summary>
    internal interface IBroker
    {
        Task<BrokerAnswer?> AcquireSilentAsync(bool forceRefresh, CancellationToken cancellationToken);
    }

    internal sealed record BrokerAnswer(string Token, DateTimeOffset ExpiresOn);
}
