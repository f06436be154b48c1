using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Records;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Tests.Conventions.Snippets.Guide;

/// <summary>The first thing that the guide shows.</summary>
internal static class FirstApp
{
    public static async Task RunAsync(string userName, string password)
    {
        // snippet
        var server = new Uri("https://care.hospital.example");
        await using var signIn = await PasswordSignIn.SignInAsync(server, userName, password);
        await using var client = new RealtimeCareClient(new() { Server = server, Tokens = signIn });
        client.StatusChanged += (_, status) => Console.WriteLine($"-- {status.Text}");
        await client.ConnectAsync();

        await foreach (var update in client.FollowMineAsync(["vitals", "labs", "alerts"]))
        {
            Console.WriteLine(update switch
            {
                PatientJoined joined => $"{joined.PatientId} joins ({joined.Because})",
                PatientLeft left => $"{left.PatientId} leaves ({left.Reason})",
                Notification one when one.ReadRecord() is Observed { IsEnteredInError: false } seen => $"{one.PatientId}: {seen.Name} {seen.ValueText}",
                Notification one => $"{one.PatientId}: {one.Event.Severity} {(one.ReadRecord() as Alert)?.Text} {string.Join("; ", one.Notices)}",
                PatientsMissing missing => $"{missing.Count} patients do not fit into one connection",
                _ => "",
            });
        }
        // end
    }
}
