using System.Text;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using RealtimeCare.Cli.Demo.Ward;
using RealtimeCare.Cli.Demo.World;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Cli.Demo.Ward;

public sealed class SimulatedWardTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_gives_the_same_ward()
    {
        var one = Events(7, 40);
        var two = Events(7, 40);

        Assert.Equal(one.Select(Text), two.Select(Text));
        Assert.NotEqual(one.Select(Text), Events(8, 40).Select(Text));
    }

    [Fact]
    public void Every_event_is_valid_FHIR_R4()
    {
        var parser = new FhirJsonDeserializer(new DeserializerSettings().UsingMode(DeserializationMode.Strict));

        var types = Events(1, 60).Select(e => parser.DeserializeResource(Text(e)).TypeName).ToHashSet();

        Assert.Superset(new HashSet<string> { "Observation", "Communication", "Encounter", "Patient", "Condition", "MedicationAdministration" }, types);
    }

    [Fact]
    public void Every_event_has_a_topic_that_takes_it_and_a_key_of_its_own()
    {
        var topics = AccessPolicy.Default.Topics;
        var events = Events(1, 60);

        Assert.All(events, e => Assert.Contains(e.Resource["resourceType"]!.GetValue<string>(), topics[e.Topic].ResourceTypes));
        Assert.Equal(events.Count, events.Select(e => e.ToRequest().IdempotencyKey).Distinct().Count());
    }

    [Fact]
    public void There_are_states_and_durable_events_and_alarms()
    {
        var events = Events(1, 60);

        Assert.Contains(events, e => e.Class == EventClass.State);
        Assert.Contains(events, e => e is { Class: EventClass.Durable, Topic: "labs" });
        Assert.Contains(events, e => e is { Class: EventClass.Durable, Topic: "alerts", Severity: EventSeverity.Critical });
    }

    [Fact]
    public void Everybody_sees_something_and_nobody_sees_what_is_restricted()
    {
        var resources = Events(1, 20).Select(e => e.ToRequest().Resource).ToList();
        var restricted = resources.Where(r => r.ToJson().Contains("\"restricted\"", StringComparison.Ordinal)).ToList();

        foreach (var role in new[] { "physician", "nurse", "registrar" }.Select(DemoRole.Of))
        {
            Assert.Contains(resources, r => role.Shape(r) is { Withheld: > 0 });
            Assert.All(restricted, r => Assert.Null(role.Shape(r)));
        }

        Assert.NotEmpty(restricted);
    }

    private static List<WardEvent> Events(int seed, int beats)
    {
        var ward = new SimulatedWard(seed, 3);
        return [.. ward.Admissions(At), .. Enumerable.Range(0, beats).SelectMany(b => ward.Beat(At.AddSeconds(b)))];
    }

    private static string Text(WardEvent happened) => Encoding.UTF8.GetString(happened.ToRequest().Resource.Utf8.Span);
}
