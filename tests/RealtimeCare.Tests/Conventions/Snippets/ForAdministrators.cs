using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Tests.Conventions.Snippets;

/// <summary>What README.md shows to those who write tools for administrators.</summary>
internal static class ForAdministrators
{
    public static async Task EndAsync(Uri server, X509Certificate2Collection roots, string userName, string password, CancellationToken cancellationToken)
    {
        // snippet
        await using var signIn = await PasswordSignIn.SignInAsync(server, userName, password, new() { TrustedRoots = roots }, cancellationToken);
        await using var admin = new CareAdministrator(new() { Server = server, Tokens = signIn, TrustedRoots = roots });
        await admin.ConnectAsync(cancellationToken);

        foreach (var session in await admin.LiveSessionsAsync(cancellationToken))
        {
            if (session.LastActivityAt > session.CreatedAt) continue;
            var report = await admin.EndSessionAsync(session.SessionId, cancellationToken: cancellationToken);
            Console.WriteLine($"{report.ConnectionsClosed} connections closed, receipt {report.Receipt}");
        }
        // end
    }
}
