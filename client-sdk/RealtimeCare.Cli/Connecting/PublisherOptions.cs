using System.CommandLine;
using System.Security.Cryptography;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Connecting;

/// <summary><c>--server</c>, <c>--ca</c>, <c>--service</c> and <c>--key</c> of the commands that publish.</summary>
internal sealed class PublisherOptions
{
    private readonly ServerOptions server = new();
    private readonly Option<string> service = new("--service") { Description = "The service's client id, as services add made it.", Required = true };
    private readonly Option<string> key = new("--key") { Description = "File of the service's private key (PEM, P-256).", Required = true };
    private readonly Option<string?> keyId = new("--key-id") { Description = "The id of the key; the client id with -1 when missing." };

    /// <summary>The id that a service's first key has unless told otherwise.</summary>
    public static string FirstKeyId(string clientId) => $"{clientId}-1";

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        server.AddTo(command);
        command.Add(service);
        command.Add(key);
        command.Add(keyId);
    }

    /// <summary>Publishes with a sign-in of the service, for the time of one command.</summary>
    public async Task<T> PublishAsync<T>(ParseResult parsed, Func<CarePublisher, Task<T>> publish)
    {
        var address = server.Resolve(parsed);
        var clientId = parsed.GetRequiredValue(service);
        using var privateKey = Load(parsed.GetRequiredValue(key));
        await using var tokens = new ServiceSignIn(
            address.Uri, clientId, privateKey, parsed.GetValue(keyId) ?? FirstKeyId(clientId), new SignInOptions { TrustedRoots = address.Roots });
        using var publisher = new CarePublisher(
            new RealtimeCareClientOptions { Server = address.Uri, Tokens = tokens, TrustedRoots = address.Roots });
        return await publish(publisher);
    }

    private static ECDsa Load(string path)
    {
        if (!File.Exists(path)) throw new CliException($"There is no key file {path}.", ExitCodes.Usage);
        var privateKey = ECDsa.Create();
        try
        {
            privateKey.ImportFromPem(File.ReadAllText(path));
            return privateKey;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            privateKey.Dispose();
            throw new CliException($"{path} holds no private P-256 key in PEM form.", ExitCodes.Usage);
        }
    }
}
