using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Tests.Ingest;

public sealed class EventCheckTests
{
    private const string Observation = """{"resourceType":"Observation","status":"final","code":{"text":"x"}""";

    [Fact]
    public void Every_example_of_HL7_whose_type_has_a_topic_is_taken_byte_for_byte()
    {
        Assert.SkipWhen(Examples.Files.Count == 0, "The examples do not lie beside the repository.");
        var taken = 0;
        foreach (var file in Examples.Files)
        {
            var bytes = File.ReadAllBytes(file);
            var type = JsonText.TopLevelText(bytes, "resourceType"u8)!;
            if (AccessPolicy.Default.Topics.Values.FirstOrDefault(t => t.ResourceTypes.Contains(type)) is not { } topic) continue;
            var request = Requests.Vitals() with { Topic = topic.Name, Resource = new FhirJson(bytes) };

            Assert.Null(ProblemOf(request));
            var kept = EventCheck.CheckResource(request).Value!.Json;
            Assert.True(System.Text.Json.JsonElement.DeepEquals(request.Resource.ToDocument().RootElement, kept.ToDocument().RootElement), file);
            taken++;
        }
        Assert.True(taken > 150, $"only {taken} had a topic");
    }

    [Fact]
    public void A_value_among_many_may_not_be_as_large_as_a_document()
    {
        var large = Requests.HeartRate.Replace("final\"", $"final\",\"note\":[{{\"text\":\"{new string('x', IngestLimits.StateBytes)}\"}}]", StringComparison.Ordinal);

        var state = EventCheck.CheckEnvelope(Requests.Vitals(large, EventClass.State), "key", AccessPolicy.Default.Topics);

        Assert.Equal((ErrorCode.TooLarge, "resource"), (state.Problem?.Code, state.Problem?.Path));
        Assert.Null(ProblemOf(Requests.Vitals(large)));
        Assert.Null(ProblemOf(Requests.Vitals(@class: EventClass.State)));
    }

    [Theory]
    [InlineData(Observation + "}", null, null)]
    [InlineData("""{"status":"final"}""", ErrorCode.InvalidResource, "resource.resourceType")]
    [InlineData("""{"resourceType":7}""", ErrorCode.InvalidResource, "resource.resourceType")]
    [InlineData("""{"resourceType":"Observation\u0020"}""", ErrorCode.InvalidResource, "resource.resourceType")]
    [InlineData("""{"resourceType":"Account","status":"active"}""", ErrorCode.UnknownTopic, "resource.resourceType")]
    [InlineData("""{"resourceType":"Observation","code":{"text":"x"}}""", ErrorCode.InvalidResource, "status")]
    [InlineData(Observation + ""","heart":1}""", ErrorCode.InvalidResource, "Observation.heart")]
    [InlineData(Observation + ""","Mary Canary":1}""", ErrorCode.InvalidResource, "Observation")]
    [InlineData(Observation + ""","status":"final"}""", ErrorCode.InvalidResource, "Observation")]
    [InlineData(Observation + ""","resourceType":"Patient"}""", ErrorCode.InvalidResource, null)]
    [InlineData(Observation + ""","contained":[{"resourceType":"Device","resourceType":"Patient"}]}""", ErrorCode.InvalidResource, null)]
    [InlineData(Observation + ""","resource\u0054ype":"Patient"}""", ErrorCode.InvalidResource, null)]
    [InlineData(Observation + ""","valueQuantity":{"value":"7"}}""", ErrorCode.InvalidResource, "Observation.value.value")]
    [InlineData(Observation + ""","valueQuantity":{"value":7,"comparator":"canary"}}""", ErrorCode.InvalidResource, "Observation.value.comparator")]
    [InlineData(Observation + ""","issued":"canary"}""", ErrorCode.InvalidResource, "Observation.issued")]
    [InlineData(Observation + ""","component":[]}""", ErrorCode.InvalidResource, "Observation.component[0]")]
    [InlineData(Observation + ""","valueString":"\ud800"}""", ErrorCode.InvalidResource, null)]
    [InlineData(Observation + ""","contained":[{"resourceType":"Canary"}]}""", ErrorCode.InvalidResource, "Observation.contained[0]")]
    public void A_resource_is_judged_by_place_and_never_by_repeating_it(string resource, ErrorCode? code, string? path)
    {
        var problem = ProblemOf(Requests.Vitals(resource));

        Assert.Equal(code, problem?.Code);
        if (path is not null) Assert.Equal(path, problem?.Path);
        Assert.DoesNotContain("canary", problem?.ToString() + string.Concat(problem?.Issues ?? []), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_resource_with_many_mistakes_lists_ten()
    {
        var resource = Observation + string.Concat(Enumerable.Range(0, 30).Select(i => $",\"wrong{i}\":1")) + "}";

        var problem = ProblemOf(Requests.Vitals(resource))!;

        Assert.Equal(10, problem.Issues.Count);
        Assert.All(problem.Issues, issue => Assert.Equal("PVAL128", issue.Code));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, ErrorCode.TooLarge)]
    public void Nesting_of_a_resource_ends_at_the_limit(int more, ErrorCode? code)
    {
        // Each extension in an extension is an object in an array: two levels, on top of the resource, its array and the last object.
        var extensions = ((IngestLimits.ResourceDepth - 3) / 2) + more;
        var resource = Observation + ",\"extension\":["
            + string.Concat(Enumerable.Repeat("{\"url\":\"u\",\"extension\":[", extensions))
            + "{\"url\":\"u\",\"valueString\":\"x\"}" + string.Concat(Enumerable.Repeat("]}", extensions)) + "]}";

        Assert.Equal(code, ProblemOf(Requests.Vitals(resource))?.Code);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, ErrorCode.TooLarge)]
    public void A_resource_has_at_most_256_KiB(int more, ErrorCode? code)
    {
        var empty = Observation + ",\"valueString\":\"\"}";
        var resource = empty.Replace("\"\"}", $"\"{new string('x', IngestLimits.ResourceBytes - empty.Length + more)}\"}}", StringComparison.Ordinal);

        Assert.Equal(code, ProblemOf(Requests.Vitals(resource))?.Code);
    }

    [Fact]
    public void A_state_event_needs_a_code_to_win_by()
    {
        var coded = EventCheck.CheckResource(Requests.Vitals(@class: EventClass.State));
        var textOnly = EventCheck.CheckResource(Requests.Vitals(Observation + "}", EventClass.State));

        Assert.Equal("http://loinc.org|8867-4", coded.Value?.StateKey);
        Assert.Equal((ErrorCode.InvalidRequest, "resource.code.coding"), (textOnly.Problem?.Code, textOnly.Problem?.Path));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("with space", false)]
    [InlineData("ümlaut", false)]
    [InlineData("monitor-1/2026:7", true)]
    public void A_key_is_printable(string? key, bool taken) =>
        Assert.Equal(taken, EventCheck.CheckEnvelope(Requests.Vitals(), key, AccessPolicy.Default.Topics).IsValid);

    [Fact]
    public void Everything_around_the_resource_is_checked_by_place()
    {
        Assert.Equal("idempotencyKey", PathOf(Requests.Vitals(), new string('k', 129)));
        Assert.Equal("patient", PathOf(Requests.Vitals() with { Patient = null }));
        Assert.Equal("recipient", PathOf(Requests.Vitals() with { Recipient = "nurse-1" }));
        Assert.Equal("patient", PathOf(Requests.Vitals() with { Patient = new PatientReference() }));
        Assert.Equal("patient", PathOf(Requests.Vitals() with { Patient = PatientReference.ByIdentifier("urn:mrn", "1") with { Id = "both" } }));
        Assert.Equal("patient", PathOf(Requests.Vitals() with { Patient = PatientReference.ById("no id!") }));
        Assert.Equal("patient", PathOf(Requests.Vitals() with { Patient = PatientReference.ByIdentifier("urn:mrn", new string('1', 257)) }));
        Assert.Equal("class", PathOf(Requests.Vitals() with { Class = (EventClass)9 }));
        Assert.Equal("severity", PathOf(Requests.Vitals() with { Severity = (EventSeverity)9 }));
        Assert.Equal("resource", PathOf(Requests.Vitals() with { Resource = default }));
        Assert.Equal("topic", PathOf(Requests.Vitals() with { Topic = "weather" }));
    }

    private static string? PathOf(PublishRequest request, string key = "k") =>
        EventCheck.CheckEnvelope(request, key, AccessPolicy.Default.Topics).Problem?.Path;

    private static CodedProblem? ProblemOf(PublishRequest request) =>
        EventCheck.CheckEnvelope(request, "k", AccessPolicy.Default.Topics).Problem ?? EventCheck.CheckResource(request).Problem;
}
