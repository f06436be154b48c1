using System.Net;
using System.Text.Json;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>The publishers' door: what is taken, once, and how the rest is refused.</summary>
public sealed class IngestScenarios(SharedCare shared)
{
    private const string Events = "/api/v1/events";

    private readonly TestCare care = shared.World;

    [Fact]
    public async Task The_same_key_and_content_give_the_same_position_again()
    {
        var patient = await care.AdmitAsync();
        var key = Some.Key;

        var first = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById), key);
        var again = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById), key);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.Equal(first.As<PublishResult>().Position, again.As<PublishResult>().Position);
        Assert.Equal(first.As<PublishResult>().EventId, again.As<PublishResult>().EventId);
        Assert.Equal((false, true), (first.As<PublishResult>().Duplicate, again.As<PublishResult>().Duplicate));
    }

    [Fact]
    public async Task The_same_key_with_another_content_is_a_conflict()
    {
        var patient = await care.AdmitAsync();
        var key = Some.Key;
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 60), key);

        var other = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById, 61), key);

        Assert.Equal((HttpStatusCode.Conflict, (int)ErrorCode.IdempotencyConflict), (other.Status, other.Code));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_taken()
    {
        var patient = await care.AdmitAsync();
        var token = (await care.Monitor.TokensAsync()).Access;

        var answer = await care.Api.PostAsync(Events, Some.Vital(patient.ById), token);

        Assert.Equal((HttpStatusCode.BadRequest, (int)ErrorCode.InvalidRequest), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("valueQuantity", """{"value": "seventy"}""", "Observation.value")]
    [InlineData("status", "\"perhaps\"", "status")]
    [InlineData("heartiness", "\"high\"", "heartiness")]
    public async Task Malformed_FHIR_is_refused_with_the_place_and_without_the_value(string element, string value, string path)
    {
        var patient = await care.AdmitAsync();
        var resource = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Some.HeartRate().ToJson())!;
        resource[element] = JsonSerializer.Deserialize<JsonElement>(value);

        var answer = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Resource = FhirJson.Parse(JsonSerializer.Serialize(resource)) });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, (int)ErrorCode.InvalidResource), (answer.Status, answer.Code));
        Assert.Contains(path, answer.Json.GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("seventy", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(The.Canary, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"topic": "vitals"}""")]
    [InlineData("""{"patient": {"id": "p-1"}, "topic": "vitals", "resource": {}, "surprise": 1}""")]
    public async Task What_is_no_event_is_refused_with_a_code(string body)
    {
        var answer = await care.Api.PostTextAsync(Events, body, (await care.Monitor.TokensAsync()).Access, Some.Key);

        Assert.Contains((answer.Status, answer.Code), new[]
        {
            (HttpStatusCode.BadRequest, (int)ErrorCode.InvalidRequest), (HttpStatusCode.UnprocessableEntity, (int)ErrorCode.InvalidResource),
        });
    }

    [Fact]
    public async Task An_unknown_topic_and_a_resource_of_another_topic_are_refused()
    {
        var patient = await care.AdmitAsync();

        var unknown = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Topic = "horoscope" });
        var wrong = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Topic = The.Encounters });

        Assert.Equal((int)ErrorCode.UnknownTopic, unknown.Code);
        Assert.Contains(wrong.Code, new[] { (int)ErrorCode.UnknownTopic, (int)ErrorCode.InvalidResource, (int)ErrorCode.InvalidRequest });
    }

    [Fact]
    public async Task A_patient_named_twice_or_not_at_all_is_refused()
    {
        var patient = await care.AdmitAsync();

        var both = await care.Monitor.TryPublishAsync(Some.Vital(new PatientReference { Id = patient.Id, Identifier = patient.Identifier }));
        var none = await care.Monitor.TryPublishAsync(Some.Vital(new PatientReference()));

        Assert.All([both, none], a => Assert.Equal((HttpStatusCode.BadRequest, (int)ErrorCode.InvalidRequest), (a.Status, a.Code)));
    }

    [Fact]
    public async Task Too_large_and_too_deep_are_refused()
    {
        var patient = await care.AdmitAsync();
        var large = Some.HeartRate().ToJson().Replace("\"Heart rate\"", '"' + new string('x', 300_000) + '"', StringComparison.Ordinal);
        var deep = Some.HeartRate().ToJson().Replace("\"note\"", "\"extension\": " + Nested(70) + ", \"note\"", StringComparison.Ordinal);

        var tooLarge = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Resource = FhirJson.Parse(large) });
        var tooDeep = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Resource = FhirJson.Parse(deep) });

        Assert.All([tooLarge, tooDeep], a => Assert.Equal((int)ErrorCode.TooLarge, a.Code));
    }

    [Fact]
    public async Task A_preview_says_what_followers_then_get_and_names_nobody()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var follower = await nurse.ConnectAsync();
        var request = follower.Subscribe(patient.ById, The.Vitals);
        var subscribed = await follower.SubscribeAsync(request);
        var publisher = care.Monitor.Publisher();

        var shown = await publisher.PreviewAsync(Some.Vital(patient.ById));
        var answer = await care.Api.PostAsync(Events + "/preview", Some.Vital(patient.ById), (await care.Monitor.TokensAsync()).Access);
        var person = await care.Api.PostAsync(Events + "/preview", Some.Vital(patient.ById), (await nurse.TokensAsync()).Access);
        var published = await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        var heard = Assert.Single(await follower.UntilEventsAsync(request.SubscriptionId, 1));

        var mine = shown.Audiences.Single(a => a.Audience == subscribed.Audience);
        Assert.Equal(1, published.Position.Offset);
        Assert.Equal(heard.Withheld, mine.Withheld);
        Assert.Equal(heard.Resource.ToJson().Contains("valueQuantity", StringComparison.Ordinal), mine.Elements.Contains("valueQuantity.value"));
        Assert.Equal(heard.Resource.ToJson().Contains("performer", StringComparison.Ordinal), mine.Elements.Contains("performer.display"));
        Assert.DoesNotContain(nurse.UserId, answer.Ok().Text, StringComparison.Ordinal);
        Assert.DoesNotContain(The.Canary, answer.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, person.Status);
    }

    [Fact]
    public async Task Each_item_of_a_batch_is_taken_or_refused_by_itself()
    {
        var patient = await care.AdmitAsync();
        var good = Some.Vital(patient.ById, 1) with { IdempotencyKey = Some.Key };
        var bad = Some.Vital(patient.ById, 2) with { IdempotencyKey = Some.Key, Topic = "horoscope" };
        var batch = new PublishBatchRequest { Events = [good, bad, good with { Resource = Some.HeartRate(3), IdempotencyKey = Some.Key }, good] };

        var answer = (await care.Api.PostAsync(Events + "/batch", batch, (await care.Monitor.TokensAsync()).Access)).Ok().As<PublishBatchResult>();

        Assert.Equal([null, ErrorCode.UnknownTopic, null, null], answer.Results.Select(r => r.Error?.Code));
        Assert.Equal(1, answer.Results[2].Result!.Position.Offset - answer.Results[0].Result!.Position.Offset);
        Assert.True(answer.Results[3].Result!.Duplicate);
        Assert.Equal(answer.Results[0].Result!.Position, answer.Results[3].Result!.Position);
    }

    [Fact]
    public async Task Who_has_no_right_to_publish_is_refused()
    {
        var patient = await care.AdmitAsync();
        var reader = await care.RegisterAsync("system/Observation.rs");
        var labs = await care.RegisterAsync("system/DiagnosticReport.c");

        var person = await care.Api.PostAsync(Events, Some.Vital(patient.ById), (await care.Nurse.TokensAsync()).Access, Some.Key);
        var withoutScope = await reader.TryPublishAsync(Some.Vital(patient.ById));
        var otherType = await labs.TryPublishAsync(Some.Vital(patient.ById));
        var nobody = await care.Api.PostAsync(Events, Some.Vital(patient.ById), token: null, Some.Key);

        Assert.All([person, withoutScope, otherType], a => Assert.Equal((HttpStatusCode.Forbidden, (int)ErrorCode.Forbidden), (a.Status, a.Code)));
        Assert.Equal((HttpStatusCode.Unauthorized, (int)ErrorCode.Unauthenticated), (nobody.Status, nobody.Code));
    }

    [Fact]
    public async Task Every_refusal_is_a_problem_that_can_be_traced()
    {
        var answer = await care.Monitor.TryPublishAsync(Some.Vital(PatientReference.ById("p-1")) with { Topic = "horoscope" });

        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal("urn:realtimecare:error:unknown-topic", answer.Json.GetProperty("type").GetString());
        Assert.NotEmpty(answer.Json.GetProperty("requestId").GetString()!);
        Assert.Equal((int)answer.Status, answer.Json.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        var document = (await care.Api.GetAsync("/openapi/v1.json")).Ok().Json;
        var page = (await care.Api.GetAsync("/docs")).Status is HttpStatusCode.OK or HttpStatusCode.Redirect or HttpStatusCode.MovedPermanently or HttpStatusCode.Found;
        var live = await care.Api.GetAsync("/health/live");
        var ready = await care.Api.GetAsync("/health/ready");

        Assert.True(document.GetProperty("paths").TryGetProperty(Events, out _));
        Assert.True(page);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (live.Status, ready.Status));
    }

    private static string Nested(int depth) =>
        depth == 0 ? """[{"url": "x", "valueString": "y"}]""" : $$"""[{"url": "x", "extension": {{Nested(depth - 1)}} }]""";
}
