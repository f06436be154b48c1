using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Connecting;

/// <summary><c>--server</c> and <c>--ca</c>: from the command line, else from what <c>sign-in</c> remembered.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> server = new("--server") { Description = "The server's https address; remembered by sign-in." };
    private readonly Option<string?> ca = new("--ca") { Description = "File of the CA that vouches for the server, if it is a private one; remembered by sign-in." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(server);
        command.Add(ca);
    }

    /// <summary>The server to talk to.</summary>
    /// <exception cref="CliException">None is known, or it is no https address.</exception>
    public ServerAddress Resolve(ParseResult parsed)
    {
        var remembered = RememberedServer.Load();
        var given = parsed.GetValue(server);
        var text = given ?? remembered.Server
            ?? throw new CliException("Which server? Give --server https://…, or run sign-in once.", ExitCodes.Usage);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            throw new CliException($"{text} is no https address. Nothing else is spoken.", ExitCodes.Usage);
        // A CA that was remembered for one server says nothing about another one.
        var caPath = parsed.GetValue(ca) ?? (given is null || given == remembered.Server ? remembered.Ca : null);
        return new(uri, caPath is null ? null : Path.GetFullPath(caPath), caPath is null ? null : TrustedCa.Load(caPath));
    }
}

/// <summary>A server and who vouches for it; without a CA it is the system's.</summary>
internal sealed record ServerAddress(Uri Uri, string? CaPath, X509Certificate2Collection? Roots);
