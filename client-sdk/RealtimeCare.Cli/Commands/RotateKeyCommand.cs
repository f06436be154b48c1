using System.CommandLine;
using RealtimeCare.Cli.Storage;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>storage rotate-key</c></summary>
internal static class RotateKeyCommand
{
    public static Command Create()
    {
        var json = JsonOption.Create();
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The host's data folder, such as realtimecare-data." };
        folder.AcceptExistingOnly();
        var command = new Command("rotate-key", "Add a key with which a host encrypts what is new; it may run. Run this as the host's own account.") { folder, json };
        command.SetAction(parsed =>
        {
            var id = new StorageKeyFile(parsed.GetRequiredValue(folder).FullName).Rotate();
            new CliOutput(parsed.GetValue(json)).Done(
                $"Storage key {id} is new; a host that runs uses it within a second. Keep a copy of keys/storage.key apart from the data: the older keys still open what is old.",
                new { keyId = (int)id });
            return ExitCodes.Ok;
        });
        return command;
    }
}
