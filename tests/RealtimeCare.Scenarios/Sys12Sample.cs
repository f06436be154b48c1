using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Scenarios;

/// <summary>The sample of SYS-12: what a stranger writes in less than twenty lines.</summary>
internal static class Sys12Sample
{
    public static async Task<string> RunAsync(Uri server, X509Certificate2Collection roots, string user, string password, string patient, CancellationToken stop)
    {
        // sample
        await using var signIn = await PasswordSignIn.SignInAsync(server, user, password, new() { TrustedRoots = roots }, stop);
        await using var client = new RealtimeCareClient(new() { Server = server, Tokens = signIn, TrustedRoots = roots });
        await client.ConnectAsync(stop);

        await foreach (var notification in client.FollowAsync(PatientReference.ById(patient), ["vitals", "alerts"], FollowFrom.Start, stop))
        {
            var shown = notification.Resource.ToJson();
            await client.ReportSeenAsync(notification, stop);
            return shown;
        }

        // end
        return "nothing";
    }
}
