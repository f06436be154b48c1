using System.CommandLine;
using RealtimeCare.Cli.Connecting;
using RealtimeCare.Cli.Terminal;
using RealtimeCare.Client.Administration;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>users set</c></summary>
internal static class UsersSetCommand
{
    public static Command Create()
    {
        var person = new PersonOptions();
        var json = JsonOption.Create();
        var user = new Argument<string>("user") { Description = "The account's name or id." };
        var roles = new Option<string[]?>("--role") { Description = "The new roles, in place of the old ones.", AllowMultipleArgumentsPerToken = true };
        var disabled = new Option<bool?>("--disabled") { Description = "true forbids signing in, false allows it again." };
        var newPassword = new Option<bool>("--new-password") { Description = "Set a new password, from a prompt or from REALTIMECARE_NEW_PASSWORD." };
        var command = new Command("set", "Change an account.") { user, roles, disabled, newPassword, json };
        person.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var signedIn = await person.SignInAsync(parsed, cancellationToken);
            await using var administrator = signedIn.Administrator();
            var account = await FindAsync(administrator, parsed.GetRequiredValue(user), cancellationToken);
            var password = parsed.GetValue(newPassword) ? Password.Read("REALTIMECARE_NEW_PASSWORD", $"New password of {account.UserName}") : null;
            var given = parsed.GetResult(roles) is null ? null : parsed.GetValue(roles);
            var changed = await administrator.SetUserAsync(account.UserId, given, parsed.GetValue(disabled), password, cancellationToken);
            new CliOutput(parsed.GetValue(json)).Done(
                $"{changed.UserName}: {string.Join(", ", changed.Roles)}{(changed.Disabled ? ", disabled" : "")}", changed);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<CareUser> FindAsync(CareAdministrator administrator, string user, CancellationToken cancellationToken)
    {
        var users = await administrator.ListUsersAsync(cancellationToken);
        return users.FirstOrDefault(u => u.UserId == user || string.Equals(u.UserName, user, StringComparison.OrdinalIgnoreCase))
            ?? throw new CliException($"There is no account {user}. See users list.");
    }
}
