using RealtimeCare.Client.Tokens;

namespace RealtimeCare.Tests.Conventions.Snippets.Guide;

/// <summary>How the guide keeps a sign-in, and takes tokens from elsewhere.</summary>
internal static class SigningIn
{
    public static async Task<PasswordSignIn> KeepAsync(Uri server, ITokenStore store, Func<Task<(string Name, string Password)>> askPerson)
    {
        // snippet
        var options = new SignInOptions { Store = store };
        var signIn = await PasswordSignIn.RestoreAsync(server, options);
        if (signIn is null)
        {
            var (name, password) = await askPerson();
            signIn = await PasswordSignIn.SignInAsync(server, name, password, options);
        }
        // end

        return signIn;
    }
}
