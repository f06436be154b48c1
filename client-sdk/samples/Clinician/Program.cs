// A clinician's app: follows everybody whom the person treats, shows what the server lets this person see, and sleeps for a while.
// REALTIMECARE_SERVER, _CA, _USER, _PASSWORD say where and who; the CLI's `dev` command prints them. --seconds N ends it.
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client;
using RealtimeCare.Client.Following;
using RealtimeCare.Client.Records;
using RealtimeCare.Client.Tokens;

var server = new Uri(Setting("SERVER"));
var roots = new X509Certificate2Collection();
roots.ImportFromPemFile(Setting("CA"));
await using var signIn = await PasswordSignIn.SignInAsync(server, Setting("USER"), Setting("PASSWORD"), new() { TrustedRoots = roots });
await using var client = new RealtimeCareClient(new() { Server = server, Tokens = signIn, TrustedRoots = roots });

// An app shows this beside the data, so that nobody takes old values for current ones.
client.StatusChanged += (_, status) => Console.WriteLine($"-- {status.Text}");
await client.ConnectAsync();
var life = LiveAsync(TimeSpan.FromSeconds(Seconds()) / 2);

var shown = 0;
try
{
    await foreach (var update in client.FollowMineAsync(["vitals", "labs", "alerts"]))
    {
        Console.WriteLine(update switch
        {
            PatientJoined joined => $"{joined.PatientId} joins ({joined.Because})",
            PatientLeft left => $"{left.PatientId} leaves ({left.Reason})",
            Notification one when one.ReadRecord() is Observed { IsEnteredInError: false } seen => $"{one.Event.PublishedAt:T} {seen.Name} {seen.ValueText}",
            Notification one => $"{one.Event.PublishedAt:T} {one.Event.Severity} {(one.ReadRecord() as Alert)?.Text ?? one.Event.Topic}",
            _ => "not all patients fit into one connection",
        });
        if (update is Notification) shown++;
    }
}
catch (SessionEndedException)
{
    // Drop what is shown; an app goes back to its sign-in page. The status has said why.
}

await life;
await signIn.SignOutAsync();
Console.WriteLine($"clinician: {shown} events shown");
return shown > 0 ? 0 : 1;

// A phone suspends when the app goes to the background. Nothing is lost meanwhile. Disposing the client ends the loop.
async Task LiveAsync(TimeSpan half)
{
    await Task.Delay(half);
    await client.SuspendAsync();
    await Task.Delay(TimeSpan.FromSeconds(1));
    await client.ResumeAsync();
    await Task.Delay(half);
    await client.DisposeAsync();
}

static string Setting(string name) => Environment.GetEnvironmentVariable($"REALTIMECARE_{name}")
    ?? throw new InvalidOperationException($"Set REALTIMECARE_{name}; the CLI's dev command prints it.");
int Seconds() => Array.IndexOf(args, "--seconds") is var at and >= 0 ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : 20;
