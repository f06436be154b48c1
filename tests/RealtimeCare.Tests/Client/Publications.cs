using System.Net;
using System.Net.Sockets;
using RealtimeCare.Client;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

public sealed class Publications
{
    private const string Taken = """
        {"eventId":"6d6f2f3e-0a7b-4c1d-9e8f-001122334455","patientId":"patient","position":{"epoch":7,"offset":3},"stateVersion":0,"duplicate":false}
        """;

    private readonly FakeLinks world = new();
    private readonly FakeServer server = new();

    [Fact]
    public async Task An_event_is_sent_with_its_key_and_its_resource_digit_for_digit()
    {
        server.Answers(HttpStatusCode.Created, Taken);
        using var publisher = Publisher();

        var result = await publisher.PublishAsync(Request("""{"resourceType":"Observation","valueDecimal":1.50}"""), "key-1");

        var asked = server.Requests.Single();
        Assert.Equal(("/api/v1/events", "Bearer access-0", "key-1"), (asked.Path, asked.Authorization, asked.Key));
        Assert.Contains("""{"resourceType":"Observation","valueDecimal":1.50}""", asked.Body, StringComparison.Ordinal);
        Assert.Equal((7, 3), (result.Position.Epoch, result.Position.Offset));
    }

    [Fact]
    public async Task Later_is_repeated_with_the_same_key_after_the_time_asked_for()
    {
        server.Answers(HttpStatusCode.ServiceUnavailable, "", retryAfter: TimeSpan.FromSeconds(20)).Answers(HttpStatusCode.Created, Taken);
        using var publisher = Publisher();
        var began = world.Time.GetUtcNow();

        await world.UntilAsync(publisher.PublishAsync(Request(), "key-1"), "a publication");

        Assert.Equal(["key-1", "key-1"], server.Requests.Select(r => r.Key!));
        Assert.True(world.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_connection_that_breaks_as_it_is_made_is_tried_again_with_the_same_key()
    {
        server.Breaks(new SocketException((int)SocketError.NotConnected)).Answers(HttpStatusCode.Created, Taken);
        using var publisher = Publisher();

        await world.UntilAsync(publisher.PublishAsync(Request(), "key-1"), "a publication");

        Assert.Equal(["key-1", "key-1"], server.Requests.Select(r => r.Key!));
    }

    [Fact]
    public async Task A_refusal_for_good_is_not_repeated_and_names_the_place()
    {
        server.Answers(HttpStatusCode.UnprocessableEntity, """
            {"type":"urn:realtimecare:error:invalid-resource","title":"Not valid FHIR R4.","status":422,"code":4001,"requestId":"r","path":"Observation.code"}
            """, "application/problem+json");
        using var publisher = Publisher();

        var refusal = await Assert.ThrowsAsync<CareException>(() => publisher.PublishAsync(Request(), "key-1"));

        Assert.Equal((ErrorCode.InvalidResource, "r", "Observation.code"), (refusal.Error.Code, refusal.Error.RequestId, refusal.Path));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_expired_token_is_renewed_once()
    {
        server.Answers(HttpStatusCode.Unauthorized, "").Answers(HttpStatusCode.Created, Taken);
        using var publisher = Publisher();

        await publisher.PublishAsync(Request(), "key-1");

        Assert.Equal(["Bearer access-0", "Bearer access-1"], server.Requests.Select(r => r.Authorization!));
    }

    [Fact]
    public async Task Each_event_of_a_batch_needs_a_key()
    {
        using var publisher = Publisher();

        await Assert.ThrowsAsync<ArgumentException>(() => publisher.PublishBatchAsync([Request()]));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_batch_tells_what_became_of_each()
    {
        server.Answers(HttpStatusCode.OK, $$$"""{"results":[{"result":{{{Taken}}}},{"error":{"code":4006,"message":"Unknown topic."}}]}""");
        using var publisher = Publisher();

        var result = await publisher.PublishBatchAsync([Request() with { IdempotencyKey = "a" }, Request() with { IdempotencyKey = "b" }]);

        Assert.Equal(3, result.Results[0].Result!.Position.Offset);
        Assert.Equal(ErrorCode.UnknownTopic, result.Results[1].Error!.Code);
    }

    private CarePublisher Publisher() => CarePublisher.Over(server.Calls(world.Time, new FakeTokens(world.Time)));

    private static PublishRequest Request(string resource = """{"resourceType":"Observation"}""") =>
        new() { Patient = PatientReference.ById("patient"), Topic = "vitals", Resource = FhirJson.Parse(resource) };
}
