using System.CommandLine;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Connecting;

/// <summary><c>--server</c>, <c>--ca</c>, <c>--user</c>, <c>--sign-in-scope</c> and <c>--sign-in-purpose</c> of the commands that a person uses.</summary>
internal sealed class PersonOptions
{
    private readonly Option<string?> user = new("--user") { Description = "The user name; remembered by sign-in." };

    private readonly Option<string[]?> scopes = new("--sign-in-scope")
    {
        Description = "Ask for this scope alone, such as user/Observation.rs; repeat it for several. Without it, for all that the roles allow.",
    };

    private readonly Option<string?> purpose = new("--sign-in-purpose")
    {
        Description = "What to sign in for, such as TREAT or ETREAT; the usual purpose of the roles without it.",
    };

    /// <summary>Where.</summary>
    public ServerOptions Server { get; } = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Server.AddTo(command);
        command.Add(user);
        command.Add(scopes);
        command.Add(purpose);
    }

    /// <summary>Signs in for the time of one command.</summary>
    public async Task<SignedIn> SignInAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = Server.Resolve(parsed);
        var name = parsed.GetValue(user) ?? RememberedServer.Load().User
            ?? throw new CliException("Who? Give --user, or run sign-in once.", ExitCodes.Usage);
        var password = Password.Read("REALTIMECARE_PASSWORD", $"Password of {name}");
        var options = new SignInOptions
        {
            ClientId = "realtimecare-cli", TrustedRoots = server.Roots, Scopes = ScopesOf(parsed), PurposeOfUse = parsed.GetValue(purpose),
        };
        var tokens = await PasswordSignIn.SignInAsync(server.Uri, name, password, options, cancellationToken);
        return new SignedIn(server, name, tokens);
    }

    // A command that runs for longer than a token lives renews it.
    private string[]? ScopesOf(ParseResult parsed) => parsed.GetValue(scopes) is { Length: > 0 } asked ? [.. asked, "offline_access"] : null;
}
