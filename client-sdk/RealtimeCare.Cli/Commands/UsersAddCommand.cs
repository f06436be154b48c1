using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>users add</c></summary>
internal static class UsersAddCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var name = new Argument<string>("name") { Description = "The name to sign in with." };
        var roles = new Option<string[]>("--role")
        {
            Description = "A role: physician, nurse, registrar, ancillary, billing, telemetry-technician, patient, proxy, administrator or privacy-officer; repeat it for several.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var patient = new Option<string?>("--patient-id") { Description = "Which patient the person is, by the service's id; needed for the role patient, and only there." };
        var command = new Command("add", "Make an account. Its password comes from a prompt or from REALTIMECARE_NEW_PASSWORD.") { name, roles, patient, json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            var userName = parsed.GetRequiredValue(name);
            var password = Password.Read("REALTIMECARE_NEW_PASSWORD", $"New password of {userName}");
            await using var administrator = signedIn.Administrator();
            var user = await administrator.CreateUserAsync(
                userName, password, parsed.GetRequiredValue(roles), parsed.GetValue(patient), cancellationToken);
            new CliOutput(parsed.GetValue(json)).Done($"Made {user.UserName} ({string.Join(", ", user.Roles)}) with the id {user.UserId}.", user);
            return ExitCodes.Ok;
        });
        return command;
    }
}
