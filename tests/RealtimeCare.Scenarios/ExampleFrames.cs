using System.Text.Json;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>What each role is sent of one event of every resource type: exactly the elements of the hand-written table.</summary>
public sealed class ExampleFrames(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    // Shown of everything that is seen at all; and what withholding leaves.
    private static readonly string[] Always = ["resourceType", "id", "meta", "implicitRules", "language", "modifierExtension"];

    [Fact]
    public async Task Every_type_is_sent_to_each_role_with_its_documented_elements_and_no_others()
    {
        var patient = world.Patient("permits", isTheirs: true);
        var following = new Dictionary<string, SubscribeRequest>();
        foreach (var role in GoldenPolicy.Topics.Keys) following[role] = await FollowAsync(role, patient);

        var published = await PublishAsync(patient);
        var wrong = new List<string>();
        foreach (var (role, request) in following)
        {
            var visible = published.Where(one => GoldenPolicy.Topics[role].Contains(one.Topic) && GoldenPolicy.Elements.ContainsKey((role, one.Type))).ToList();
            var seen = await world.Connection(role, "permits", isTheirs: true).UntilEventsAsync(request.SubscriptionId, visible.Count);
            wrong.AddRange(visible.Select(one => Difference(role, one, seen)).OfType<string>());
            Assert.Equal(visible.Count, seen.Count);
        }

        Assert.Empty(wrong);
        // Without the examples each topic still has its first type.
        Assert.True(published.Count >= AccessPolicy.Default.Topics.Count);
    }

    private async Task<SubscribeRequest> FollowAsync(string role, TestPatient patient)
    {
        var connection = world.Connection(role, "permits", isTheirs: true);
        var request = connection.Subscribe(patient.ById, GoldenPolicy.Topics[role]);
        await connection.SubscribeAsync(request);
        return request;
    }

    /// <summary>The first example of each type that the strict check takes and no label restricts.</summary>
    private async Task<IReadOnlyList<Example>> PublishAsync(TestPatient patient)
    {
        var published = new List<Example>();
        foreach (var topic in AccessPolicy.Default.Topics.Values)
            foreach (var type in topic.ResourceTypes)
                if (await PublishOneAsync(patient, topic.Name, type) is { } one) published.Add(one);
        return published;
    }

    private async Task<Example?> PublishOneAsync(TestPatient patient, string topic, string type)
    {
        foreach (var resource in ExampleResources.ByType.GetValueOrDefault(type, []).Take(6).Append(Plain(type)))
        {
            var answer = await world.Care.Monitor.TryPublishAsync(new PublishRequest { Patient = patient.ById, Topic = topic, Resource = resource });
            if ((int)answer.Status == 201 && answer.As<PublishResult>() is { Restricted: false } result) return new Example(result.EventId, topic, type, resource);
        }

        return null;
    }

    // A resource of any type that FHIR lets stand without elements of its own.
    private static FhirJson Plain(string type) => FhirJson.Parse(type switch
    {
        "Observation" => """{"resourceType":"Observation","status":"final","code":{"text":"a"},"issued":"2026-01-01T00:00:00Z"}""",
        "DiagnosticReport" => """{"resourceType":"DiagnosticReport","status":"final","code":{"text":"a"},"conclusion":"b"}""",
        "Communication" => """{"resourceType":"Communication","status":"completed","payload":[{"contentString":"a"}]}""",
        "MedicationRequest" => """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"a"},"subject":{"display":"x"}}""",
        "Procedure" => """{"resourceType":"Procedure","status":"completed","subject":{"display":"x"},"outcome":{"text":"b"}}""",
        "Coverage" => """{"resourceType":"Coverage","status":"active","beneficiary":{"display":"x"},"payor":[{"display":"a"}]}""",
        "DocumentReference" => """{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"title":"a"}}]}""",
        "Goal" => """{"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"a"},"subject":{"display":"x"}}""",
        "Condition" => """{"resourceType":"Condition","subject":{"display":"x"},"code":{"text":"a"}}""",
        _ => $$"""{"resourceType":"{{type}}","id":"plain","language":"en"}""",
    });

    private static string? Difference(string role, Example example, IReadOnlyList<CareEvent> seen)
    {
        using var document = example.Resource.ToDocument();
        if (seen.FirstOrDefault(e => e.EventId == example.EventId) is not { } shown) return $"{role} {example.Type}: not sent";
        var rule = GoldenPolicy.Elements[(role, example.Type)];
        var documented = document.RootElement.EnumerateObject().Select(p => p.Name).Where(name => !Always.Contains(name)).ToHashSet();
        documented.RemoveWhere(name => !rule.Any(word => Names(word, name)));
        var frame = shown.Json().EnumerateObject().Where(p => !Always.Contains(p.Name)).Select(p => p.Name.TrimStart('_')).ToHashSet();
        var missing = documented.Where(name => !frame.Contains(name) && !IsEmptied(document.RootElement.GetProperty(name), rule, name)).Order().ToList();
        var extra = frame.Except(documented).Order().ToList();
        return missing.Count + extra.Count == 0 ? null : $"{role} {example.Type}: missing [{string.Join(' ', missing)}], beyond [{string.Join(' ', extra)}]";
    }

    private static bool Names(string word, string element)
    {
        var name = word.TrimStart('!').Split('(')[0];
        return name == element || (name.EndsWith("[x]", StringComparison.Ordinal) && element.StartsWith(name[..^3], StringComparison.Ordinal));
    }

    // Of an element that the table names by its parts, or that holds nothing but what is always withheld, nothing may remain.
    private static bool IsEmptied(JsonElement value, IReadOnlyList<string> rule, string name) =>
        rule.First(word => Names(word, name)).Contains('(', StringComparison.Ordinal)
        || name == "contained"
        || !Leaves(value).Any();

    private static IEnumerable<string> Leaves(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Where(p => p.Name is not ("extension" or "data") && p.Name[0] != '_').SelectMany(p => Leaves(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.Null => [],
        _ => ["leaf"],
    };

    private sealed record Example(Guid EventId, string Topic, string Type, FhirJson Resource);
}
