// A backend service: publishes a heart rate every second, as a bedside monitor would.
// REALTIMECARE_SERVER, _CA, _SERVICE, _KEY, _PATIENT say where and who; the CLI's `dev` command prints them. --seconds N ends it.
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

var server = new Uri(Setting("SERVER"));
var roots = new X509Certificate2Collection();
roots.ImportFromPemFile(Setting("CA"));
using var key = ECDsa.Create();
key.ImportFromPem(await File.ReadAllTextAsync(Setting("KEY")));

var service = Setting("SERVICE");
await using var signIn = new ServiceSignIn(server, service, key, $"{service}-1", new() { TrustedRoots = roots });
using var publisher = new CarePublisher(new() { Server = server, Tokens = signIn, TrustedRoots = roots });

var run = Guid.NewGuid().ToString("N");
for (var beat = 0; beat < Seconds(); beat++)
{
    var request = new PublishRequest
    {
        Patient = PatientReference.ById(Setting("PATIENT")),
        Topic = "vitals",
        // The latest value wins; a slow reader gets the newest and not the backlog.
        Class = EventClass.State,
        Resource = HeartRate(68 + (beat % 9)),
    };
    // The same key with the same content is taken once, however often it is sent: repeat after a failure without fear.
    var result = await publisher.PublishAsync(request, $"sample-{run}-{beat}");
    Console.WriteLine($"publisher: state version {result.StateVersion} is durable");
    await Task.Delay(TimeSpan.FromSeconds(1));
}

return 0;

static FhirJson HeartRate(int value) => FhirJson.Parse($$"""
    {"resourceType":"Observation","status":"final",
     "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]},
     "effectiveDateTime":"{{DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}",
     "valueQuantity":{"value":{{value}},"unit":"beats/minute","system":"http://unitsofmeasure.org","code":"/min"} }
    """);

static string Setting(string name) => Environment.GetEnvironmentVariable($"REALTIMECARE_{name}")
    ?? throw new InvalidOperationException($"Set REALTIMECARE_{name}; the CLI's dev command prints it.");

int Seconds() => Array.IndexOf(args, "--seconds") is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 20;
