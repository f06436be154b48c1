using System.Text.Json;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>The hand-written table of who sees what, over real sockets.</summary>
public sealed class AccessMatrixScenarios(MatrixWorld world) : IClassFixture<MatrixWorld>
{
    private static readonly string[] Topics = ["vitals", "labs", "alerts", "encounters", "medications", "conditions", "procedures", "care", "documents", "claims"];

    public static TheoryData<string> Roles => [.. GoldenPolicy.Topics.Keys];

    /// <summary>One event of each kind, with more than anybody needs.</summary>
    private static (string Topic, string Resource)[] Events { get; } =
    [
        ("vitals", """{"resourceType":"Observation","status":"final","code":{"text":"a"},"issued":"2026-01-01T00:00:00Z","effectiveDateTime":"2026-01-01","valueString":"b","note":[{"text":"c"}],"performer":[{"display":"d"}],"method":{"text":"e"},"bodySite":{"text":"f"},"identifier":[{"value":"g"}]}"""),
        ("labs", """{"resourceType":"DiagnosticReport","status":"final","code":{"text":"a"},"conclusion":"b","result":[{"display":"c"}],"performer":[{"display":"d"}],"issued":"2026-01-01T00:00:00Z"}"""),
        ("alerts", """{"resourceType":"Flag","status":"active","code":{"text":"Isolation"},"author":{"display":"a"},"subject":{"display":"x"},"identifier":[{"value":"b"}]}"""),
        ("alerts", """{"resourceType":"DetectedIssue","status":"final","code":{"text":"a"},"severity":"high","detail":"b","implicated":[{"display":"c"}],"evidence":[{"detail":[{"display":"d"}]}]}"""),
        ("encounters", """{"resourceType":"Encounter","status":"in-progress","class":{"code":"IMP"},"period":{"start":"2026-01-01"},"reasonCode":[{"text":"a"}],"location":[{"location":{"display":"b"}}],"hospitalization":{"specialArrangement":[{"text":"c"}],"specialCourtesy":[{"text":"d"}],"admitSource":{"text":"e"}},"length":{"value":1},"identifier":[{"value":"f"}]}"""),
        ("encounters", """{"resourceType":"Patient","active":true,"name":[{"family":"a"}],"gender":"other","birthDate":"1970-01-01","address":[{"city":"b"}],"telecom":[{"value":"c"}],"contact":[{"name":{"family":"d"},"telecom":[{"value":"e"}]}],"photo":[{"title":"f"}]}"""),
        ("medications", """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"a"},"subject":{"display":"x"},"reasonCode":[{"text":"b"}],"note":[{"text":"c"}],"dosageInstruction":[{"text":"d"}],"insurance":[{"display":"e"}]}"""),
        ("conditions", """{"resourceType":"Condition","code":{"text":"a"},"subject":{"display":"x"},"note":[{"text":"b"}],"asserter":{"display":"c"},"bodySite":[{"text":"d"}],"recordedDate":"2026-01-01"}"""),
        ("procedures", """{"resourceType":"Procedure","status":"completed","code":{"text":"a"},"subject":{"display":"x"},"outcome":{"text":"b"},"reasonCode":[{"text":"c"}],"performer":[{"actor":{"display":"d"}}],"followUp":[{"text":"e"}]}"""),
        ("care", """{"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"a"},"subject":{"display":"x"},"note":[{"text":"b"}],"addresses":[{"display":"c"}]}"""),
        ("documents", """{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"a"},"patient":{"display":"x"},"occurrenceDateTime":"2026-01-01","lotNumber":"b","fundingSource":{"text":"c"}}"""),
        ("claims", """{"resourceType":"Coverage","status":"active","beneficiary":{"display":"x"},"payor":[{"display":"a"}],"subscriberId":"b"}"""),
    ];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Whoever_may_follow_and_nobody_else(string role)
    {
        var wrong = new List<string>();
        foreach (var consent in MatrixWorld.Consents)
            foreach (var isTheirs in new[] { true, false })
                foreach (var topic in Topics)
                {
                    var relationship = isTheirs ? MatrixWorld.RelationshipOf(role) : "none";
                    var expected = GoldenPolicy.Topics[role].Contains(topic) && GoldenPolicy.Permits(role, relationship, consent);
                    if (await MayFollowAsync(role, consent, isTheirs, topic) != expected) wrong.Add($"{topic} {relationship} {consent}: {!expected}");
                }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task One_event_differs_by_exactly_the_fields_of_the_table()
    {
        var patient = world.Patient("permits", isTheirs: true);
        var following = new Dictionary<string, SubscribeRequest>();
        foreach (var role in GoldenPolicy.Topics.Keys) following[role] = await FollowAsync(role, patient);
        foreach (var (topic, resource) in Events)
            await world.Care.Monitor.PublishAsync(new PublishRequest { Patient = patient.ById, Topic = topic, Resource = FhirJson.Parse(resource) });

        var wrong = new List<string>();
        foreach (var (role, request) in following)
        {
            var count = Events.Count(e => Expected(role, e.Topic, e.Resource).Length > 0);
            var seen = await world.Connection(role, "permits", isTheirs: true).UntilEventsAsync(request.SubscriptionId, count);
            wrong.AddRange(Events.Where(e => Expected(role, e.Topic, e.Resource) != Shown(seen, e.Resource))
                .Select(e => $"{role} {TypeOf(e.Resource)}: expected {Expected(role, e.Topic, e.Resource)}, got {Shown(seen, e.Resource)}"));
        }

        Assert.Empty(wrong);
    }

    private async Task<bool> MayFollowAsync(string role, string consent, bool isTheirs, string topic)
    {
        var connection = world.Connection(role, consent, isTheirs);
        var request = connection.Subscribe(world.Patient(consent, isTheirs).ById, topic);
        try
        {
            await connection.SubscribeAsync(request);
            return true;
        }
        catch (Microsoft.AspNetCore.SignalR.HubException e) when (CareError.FromWire(e.Message) is { Code: ErrorCode.Forbidden })
        {
            return false;
        }
    }

    private async Task<SubscribeRequest> FollowAsync(string role, TestPatient patient)
    {
        var connection = world.Connection(role, "permits", isTheirs: true);
        var request = connection.Subscribe(patient.ById, GoldenPolicy.Topics[role]);
        await connection.SubscribeAsync(request);
        return request;
    }

    private static string TypeOf(string resource) => JsonDocument.Parse(resource).RootElement.GetProperty("resourceType").GetString()!;

    // What the table says of the elements that the resource has.
    private static string Expected(string role, string topic, string resource)
    {
        if (!GoldenPolicy.Topics[role].Contains(topic) || !GoldenPolicy.Elements.TryGetValue((role, TypeOf(resource)), out var rule)) return "";
        using var document = JsonDocument.Parse(resource);
        return string.Join(' ', document.RootElement.EnumerateObject().Where(p => p.Name != "resourceType")
            .Select(p => Expected(p, rule)).Where(w => w.Length > 0).Order(StringComparer.Ordinal));
    }

    private static string Expected(JsonProperty element, IReadOnlyList<string> rule)
    {
        foreach (var word in rule)
        {
            var name = word.TrimStart('!').Split('(')[0];
            if (name != element.Name && !(name.EndsWith("[x]", StringComparison.Ordinal) && element.Name.StartsWith(name[..^3], StringComparison.Ordinal))) continue;
            if (!word.Contains('(', StringComparison.Ordinal)) return word[0] == '!' ? "!" + element.Name : element.Name;
            var parts = word[(word.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(' ');
            var inside = Inner(element.Value).Where(parts.Contains).ToList();
            if (inside.Count == Inner(element.Value).Count()) return element.Name;
            return inside.Count == 0 ? "" : $"{element.Name}({string.Join(' ', inside)})";
        }

        return "";
    }

    private static IEnumerable<string> Inner(JsonElement value) =>
        (value.ValueKind == JsonValueKind.Array ? value[0] : value).EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

    private static string Shown(IReadOnlyList<CareEvent> seen, string resource)
    {
        using var published = JsonDocument.Parse(resource);
        var found = seen.Select(e => e.Json()).FirstOrDefault(json => json.GetProperty("resourceType").GetString() == TypeOf(resource));
        if (found.ValueKind == JsonValueKind.Undefined) return "";
        return string.Join(' ', found.EnumerateObject()
            .Where(p => published.RootElement.TryGetProperty(p.Name.TrimStart('_'), out _) && p.Name != "resourceType")
            .Select(p => Word(p, published.RootElement.GetProperty(p.Name.TrimStart('_')))).Order(StringComparer.Ordinal));
    }

    private static string Word(JsonProperty shown, JsonElement published)
    {
        if (shown.Value.GetRawText().Contains("masked", StringComparison.Ordinal)) return "!" + shown.Name.TrimStart('_');
        if (published.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || published.GetRawText() == shown.Value.GetRawText()) return shown.Name;
        return $"{shown.Name}({string.Join(' ', Inner(shown.Value))})";
    }
}
