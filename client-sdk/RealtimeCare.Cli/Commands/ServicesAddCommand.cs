using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>services add</c>: makes a key, registers its public half, and leaves the private one in a file.</summary>
internal static class ServicesAddCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var id = new Argument<string>("client-id") { Description = "The id that the service signs in with." };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "What it may do, such as system/Observation.c; everything it may publish when missing.",
            DefaultValueFactory = _ => ["system/*.c"],
            AllowMultipleArgumentsPerToken = true,
        };
        var key = new Option<string>("--key") { Description = "The new file for its private key; only you can read it.", Required = true };
        var command = new Command("add", "Register a backend service with a new key.") { id, scopes, key, json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (clientId, path) = (parsed.GetRequiredValue(id), parsed.GetRequiredValue(key));
            if (File.Exists(path)) throw new CliException($"{path} exists. A key is never overwritten; give another file.", ExitCodes.Usage);
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            PrivateFile.Write(path, Encoding.ASCII.GetBytes(pair.ExportPkcs8PrivateKeyPem()));
            var service = await administrator.RegisterServiceAsync(
                clientId, clientId, parsed.GetRequiredValue(scopes), ServiceSignIn.PublicJwk(pair, PublisherOptions.FirstKeyId(clientId)), cancellationToken);
            new CliOutput(parsed.GetValue(json)).Done($"Registered {clientId}. Publish with --service {clientId} --key {path}.", service);
            return ExitCodes.Ok;
        });
        return command;
    }
}
