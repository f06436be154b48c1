using RealtimeCare.Client;

namespace RealtimeCare.Cli.Demo.Cast;

/// <summary>An access token that somebody kept, to try whether it still opens the door.</summary>
internal sealed class KeptToken(AccessToken token) : ITokenSource
{
    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(AccessToken? newerThan = null, CancellationToken cancellationToken = default) => ValueTask.FromResult(token);
}
