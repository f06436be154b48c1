using System.CommandLine;
using RealtimeCare.Audit.Verification;
using RealtimeCare.Cli.Terminal;

namespace RealtimeCare.Cli.Commands;

/// <summary><c>trail verify</c></summary>
internal static class TrailVerifyCommand
{
    public static Command Create()
    {
        var json = JsonOption.Create();
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The trail's folder, such as realtimecare-data/trail." };
        var keys = new Option<string?>("--keys")
        {
            Description = "Folder of public keys that were kept elsewhere; without it those beside the trail are believed.",
        };
        folder.AcceptExistingOnly();
        var command = new Command("verify", "Prove that an audit trail is whole and unchanged. Needs no server.") { folder, keys, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder).FullName, parsed.GetValue(keys), new CliOutput(parsed.GetValue(json))));
        return command;
    }

    private static int Run(string folder, string? keys, CliOutput output)
    {
        var report = TrailVerifier.Verify(folder, new TrailVerificationOptions { KeysFolder = keys });
        output.Done(Text(report), report);
        return report.IsValid ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static string Text(VerificationReport report) => string.Join(Environment.NewLine,
    [
        .. report.Logs.Select(log => $"log {log.Log}: {log.Entries} entries in {log.Frames} frames of {log.Segments} segments, key {log.KeyId}"),
        .. report.Problems.Select(p => $"{p.Kind} in {p.File} at byte {p.Offset}: {p.Text}"),
        report.IsValid ? "verified: the trail is whole and unchanged" : $"NOT VERIFIED: {report.Problems.Count} problems",
    ]);
}
