using System.CommandLine;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Connecting;

/// <summary><c>--server</c>, <c>--ca</c> and <c>--user</c> of the commands that a person uses.</summary>
internal sealed class PersonOptions
{
    private readonly Option<string?> user = new("--user") { Description = "The user name; remembered by sign-in." };

    /// <summary>Where.</summary>
    public ServerOptions Server { get; } = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Server.AddTo(command);
        command.Add(user);
    }

    /// <summary>Signs in for the time of one command.</summary>
    public async Task<SignedIn> SignInAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = Server.Resolve(parsed);
        var name = parsed.GetValue(user) ?? RememberedServer.Load().User
            ?? throw new CliException("Who? Give --user, or run sign-in once.", ExitCodes.Usage);
        var password = Password.Read("REALTIMECARE_PASSWORD", $"Password of {name}");
        var options = new SignInOptions { ClientId = "realtimecare-cli", TrustedRoots = server.Roots };
        var tokens = await PasswordSignIn.SignInAsync(server.Uri, name, password, options, cancellationToken);
        return new SignedIn(server, name, tokens);
    }
}
