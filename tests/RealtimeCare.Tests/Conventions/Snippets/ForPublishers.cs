using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Conventions.Snippets;

/// <summary>What README.md shows to those who write backend services.</summary>
internal static class ForPublishers
{
    public static async Task PublishAsync(Uri server, X509Certificate2Collection roots, ECDsa key, FhirJson observation, CancellationToken cancellationToken)
    {
        // snippet
        await using var signIn = new ServiceSignIn(server, "ward-3-monitors", key, "key-1", new() { TrustedRoots = roots });
        using var publisher = new CarePublisher(new() { Server = server, Tokens = signIn, TrustedRoots = roots });

        var request = new PublishRequest
        {
            Patient = PatientReference.ByIdentifier("https://hospital.example/mrn", "12345"),
            Topic = "vitals",
            Class = EventClass.State,
            Resource = observation,
        };
        var result = await publisher.PublishAsync(request, idempotencyKey: "bed-7/heart-rate/42", cancellationToken);
        Console.WriteLine($"durable at {result.Position.Offset}");
        // end
    }
}
