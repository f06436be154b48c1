// An administrator's program: shows the live sessions whenever they change, and says whom an end by force would hit.
// REALTIMECARE_SERVER, _CA, _USER, _PASSWORD say where and who; the CLI's `dev` command prints them. --seconds N ends it.
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Tokens;

var server = new Uri(Setting("SERVER"));
var roots = new X509Certificate2Collection();
roots.ImportFromPemFile(Setting("CA"));

await using var signIn = await PasswordSignIn.SignInAsync(
    server, Setting("USER"), Setting("PASSWORD"), new() { TrustedRoots = roots });
await using var administrator = new CareAdministrator(new() { Server = server, Tokens = signIn, TrustedRoots = roots });

administrator.StatusChanged += (_, status) => Console.WriteLine($"administrator: {status.State}");
await administrator.ConnectAsync();

var names = (await administrator.ListUsersAsync()).ToDictionary(user => user.UserId, user => user.UserName);
using var end = new CancellationTokenSource(TimeSpan.FromSeconds(Seconds()));
try
{
    // Now, and whenever somebody comes or goes.
    await foreach (var sessions in administrator.FollowSessionsAsync(end.Token))
    {
        foreach (var session in sessions)
        {
            var who = names.GetValueOrDefault(session.Subject, session.Subject);
            var preview = await administrator.EndSessionAsync(session.SessionId, preview: true, end.Token);
            Console.WriteLine($"{who}: {session.Connections} connections, {session.Subscriptions} subscriptions; ending it would hit {preview.SessionIds.Count} session");
        }
    }
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    // The time is over.
}

await signIn.SignOutAsync();
Console.WriteLine("administrator: done");
return 0;

static string Setting(string name) => Environment.GetEnvironmentVariable($"REALTIMECARE_{name}")
    ?? throw new InvalidOperationException($"Set REALTIMECARE_{name}; the CLI's dev command prints it.");

int Seconds() => Array.IndexOf(args, "--seconds") is var at and >= 0
    ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture)
    : 20;
