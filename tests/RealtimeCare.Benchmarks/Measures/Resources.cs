using System.Text;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>What is published: an encounter, which all three roles may see, each with other fields.</summary>
internal static class Resources
{
    private static long keys;

    /// <summary>An encounter whose shape for a bedside nurse has about so many bytes.</summary>
    public static string Encounter(int bytes)
    {
        const int Rest = 350;
        return $$"""
            {"resourceType":"Encounter","status":"in-progress",
            "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},
            "subject":{"reference":"Patient/1"},"period":{"start":"2026-01-01T07:00:00Z"},
            "reasonCode":[{"text":"Chest pain"}],
            "location":[{"location":{"display":"{{new string('w', Math.Max(1, bytes - Rest))}}"} }]}
            """;
    }

    /// <summary>One event to publish.</summary>
    public static byte[] Event(string patientId, string resource) =>
        Encoding.UTF8.GetBytes($$"""{"patient":{"id":"{{patientId}}"},"topic":"{{The.Encounters}}","class":"durable","severity":"routine","resource":{{resource}}}""");

    /// <summary>So many events of one patient to publish together.</summary>
    public static byte[] Batch(string patientId, string resource, int events) => Batch(Enumerable.Repeat($$"""{"id":"{{patientId}}"}""", events), resource);

    /// <summary>One event for each patient, who is named by a reference.</summary>
    public static byte[] Batch(IEnumerable<string> patients, string resource)
    {
        var text = new StringBuilder("{\"events\":[");
        foreach (var (index, patient) in patients.Index())
        {
            if (index > 0) text.Append(',');
            text.Append("{\"idempotencyKey\":\"k").Append(Interlocked.Increment(ref keys)).Append("\",\"patient\":").Append(patient)
                .Append(",\"topic\":\"").Append(The.Encounters).Append("\",\"class\":\"durable\",\"severity\":\"routine\",\"resource\":").Append(resource).Append('}');
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
