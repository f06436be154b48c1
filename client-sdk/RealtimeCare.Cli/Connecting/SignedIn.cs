using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Connecting;

/// <summary>A sign-in that lasts for one command and is revoked at its end, so that no session stays behind.</summary>
internal sealed class SignedIn(ServerAddress server, string userName, PasswordSignIn tokens) : IAsyncDisposable
{
    private static readonly TimeSpan SignOutTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Where.</summary>
    public ServerAddress Server => server;

    /// <summary>Who.</summary>
    public string UserName => userName;

    /// <summary>For a client of the SDK.</summary>
    public RealtimeCareClientOptions Options() => new() { Server = server.Uri, Tokens = tokens, TrustedRoots = server.Roots };

    /// <summary>For administration.</summary>
    public CareAdministrator Administrator() => new(Options());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(SignOutTimeout);
        try
        {
            await tokens.SignOutAsync(timeout.Token);
        }
        catch (Exception unreachable) when (ErrorText.IsExpected(unreachable, CancellationToken.None))
        {
            // The session then ends by itself, idle.
        }

        await tokens.DisposeAsync();
    }
}
