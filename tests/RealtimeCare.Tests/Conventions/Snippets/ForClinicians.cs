using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Conventions.Snippets;

/// <summary>What README.md shows to those who write apps for clinicians.</summary>
internal static class ForClinicians
{
    public static async Task FollowAsync(Uri server, X509Certificate2Collection roots, string userName, string password, CancellationToken cancellationToken)
    {
        // snippet
        await using var signIn = await PasswordSignIn.SignInAsync(server, userName, password, new() { TrustedRoots = roots }, cancellationToken);
        await using var client = new RealtimeCareClient(new() { Server = server, Tokens = signIn, TrustedRoots = roots });
        await client.ConnectAsync(cancellationToken);

        var patient = PatientReference.ByIdentifier("https://hospital.example/mrn", "12345");
        await foreach (var notification in client.FollowAsync(patient, ["vitals", "alerts"], FollowFrom.Now, cancellationToken))
        {
            Console.WriteLine($"{notification.Event.PublishedAt:T} {notification.Event.Topic} {notification.Resource.ToJson()}");
        }
        // end
    }
}
