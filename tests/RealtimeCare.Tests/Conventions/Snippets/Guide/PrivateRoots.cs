using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Tests.Conventions.Snippets.Guide;

/// <summary>How the guide trusts a development authority.</summary>
internal static class PrivateRoots
{
    public static async Task<RealtimeCareClient> TrustAsync(Uri server, string userName, string password)
    {
        // snippet
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile("realtimecare-data/certificates/ca.pem");
        var signIn = await PasswordSignIn.SignInAsync(server, userName, password, new SignInOptions { TrustedRoots = roots });
        var client = new RealtimeCareClient(new RealtimeCareClientOptions { Server = server, Tokens = signIn, TrustedRoots = roots });
        // end

        return client;
    }
}
