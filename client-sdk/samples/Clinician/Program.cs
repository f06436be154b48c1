// A clinician's app: follows one patient and shows what the server lets this person see.
// REALTIMECARE_SERVER, _CA, _USER, _PASSWORD, _PATIENT say where and who; the CLI's `dev` command prints them. --seconds N ends it.
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

var server = new Uri(Setting("SERVER"));
var roots = new X509Certificate2Collection();
roots.ImportFromPemFile(Setting("CA"));
using var end = new CancellationTokenSource();

await using var signIn = await PasswordSignIn.SignInAsync(
    server, Setting("USER"), Setting("PASSWORD"), new() { TrustedRoots = roots }, end.Token);
await using var client = new RealtimeCareClient(new() { Server = server, Tokens = signIn, TrustedRoots = roots });

// An app shows this beside the data, so that nobody takes old values for current ones.
client.StatusChanged += (_, status) => Console.WriteLine($"{status.State} since {status.Since:T} {status.Because}");
await client.ConnectAsync(end.Token);
end.CancelAfter(TimeSpan.FromSeconds(Seconds()));

var shown = 0;
try
{
    string[] topics = ["vitals", "alerts", "labs"];
    await foreach (var notification in client.FollowAsync(
        PatientReference.ById(Setting("PATIENT")), topics, FollowFrom.Now, end.Token))
    {
        var happened = notification.Event;
        Console.WriteLine($"{happened.PublishedAt:T} {happened.Topic,-8} {happened.Severity,-8} {notification.Resource.ToJson()}");
        shown++;
    }
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    // The time is over.
}
catch (SessionEndedException ended)
{
    // Purge what is shown; an app goes back to its sign-in page.
    Console.WriteLine($"The session is over: {ended.Reason}");
}

await signIn.SignOutAsync();
Console.WriteLine($"clinician: {shown} events shown");
return shown > 0 ? 0 : 1;

static string Setting(string name) => Environment.GetEnvironmentVariable($"REALTIMECARE_{name}")
    ?? throw new InvalidOperationException($"Set REALTIMECARE_{name}; the CLI's dev command prints it.");

int Seconds() => Array.IndexOf(args, "--seconds") is var at and >= 0
    ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture)
    : 20;
