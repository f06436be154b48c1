using System.Security.Cryptography;
using System.Text;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>What is appended in this process.</summary>
internal static class Drafts
{
    /// <summary>An event under a key of its own.</summary>
    public static EventDraft Encounter(FhirJson resource)
    {
        var key = Some.Key;
        return new EventDraft
        {
            Stream = new StreamKey(TenantId.Parse(The.Tenant), PatientId.Parse("patient-1")),
            Topic = The.Encounters,
            Class = EventClass.Durable,
            Severity = EventSeverity.Routine,
            Resource = resource,
            Publisher = SubjectId.Parse("monitor"),
            IdempotencyKey = key,
            ContentHash = SHA256.HashData(Encoding.ASCII.GetBytes(key)),
        };
    }
}
