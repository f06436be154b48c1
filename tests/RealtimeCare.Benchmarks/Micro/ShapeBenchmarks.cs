using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>
/// A resource cut to an audience, beside the least that could do it: one pass of a bare reader over the same bytes, and a copy of
/// as much as is kept. The target is 1.5 times that.
/// </summary>
[MemoryDiagnoser]
public class ShapeBenchmarks
{
    private byte[] resource = [];
    private int kept;
    private Audience audience = null!;

    /// <summary>Participants of the encounter: about 150 bytes each, which a registrar does not see.</summary>
    [Params(2, 20, 200)]
    public int Participants { get; set; }

    [Params("physician", "bedside-nurse", "registration")]
    public string AudienceName { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        resource = Encounter(Participants);
        audience = AccessPolicy.Default.FindAudience(AudienceName) ?? throw new InvalidOperationException($"No audience {AudienceName}.");
        kept = Shape()?.Resource.Utf8.Length ?? throw new InvalidOperationException($"{AudienceName} sees nothing of it.");
    }

    [Benchmark(Baseline = true)]
    public byte[] ReadAndCopy()
    {
        var reader = new Utf8JsonReader(resource);
        while (reader.Read())
        {
            // Only the pass.
        }

        return resource.AsSpan(0, Math.Min(kept, resource.Length)).ToArray();
    }

    [Benchmark]
    public Shape? Shape() => Shaper.Shape(resource, audience);

    internal static byte[] Encounter(int participants)
    {
        var people = Enumerable.Range(0, participants).Select(index =>
            $$$"""{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF"}]}],"individual":{"reference":"Practitioner/{{{index}}}"}}""");
        return Encoding.UTF8.GetBytes($$"""
            {"resourceType":"Encounter","id":"1","status":"in-progress","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"participant":[{{string.Join(',', people)}}],"period":{"start":"2026-01-01T07:00:00Z"},"reasonCode":[{"text":"Chest pain"}],"location":[{"location":{"display":"Ward 3"} }]}
            """);
    }
}
