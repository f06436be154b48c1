using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RealtimeCare.Client;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
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
    public async Task A_token_that_does_not_come_in_time_is_asked_for_again()
    {
        server.Answers(HttpStatusCode.Created, Taken);
        var asked = 0;
        using var tokens = TokenSource.From(
            (_, _) => ++asked == 1 ? throw new TimeoutException() : Task.FromResult(new AccessToken("access", world.Time.GetUtcNow().AddHours(1))), world.Time);
        using var publisher = CarePublisher.Over(server.Calls(world.Time, tokens));

        await world.UntilAsync(publisher.PublishAsync(Request(), "key-1"), "a publication");

        Assert.Equal((2, "key-1"), (asked, server.Requests.Single().Key));
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

    [Fact]
    public async Task More_than_a_batch_holds_goes_in_several_one_after_the_other()
    {
        server.Answers(HttpStatusCode.OK, TakenAll(500)).Answers(HttpStatusCode.OK, TakenAll(500)).Answers(HttpStatusCode.OK, TakenAll(200));
        using var publisher = Publisher();

        var result = await publisher.PublishBatchAsync(Keyed(1200));

        Assert.Equal(1200, result.Results.Count(one => one.Result is not null));
        Assert.Equal(Keys(0, 1200), server.Requests.SelectMany(KeysOf));
    }

    [Fact]
    public async Task What_is_too_much_for_one_body_is_sent_in_smaller_ones()
    {
        server.Answers(HttpStatusCode.OK, TakenAll(15)).Answers(HttpStatusCode.OK, TakenAll(5));
        using var publisher = Publisher();
        var large = $$"""{"resourceType":"Binary","data":"{{new string('A', 200_000)}}"}""";

        await publisher.PublishBatchAsync(Keyed(20, large));

        Assert.All(server.Requests, asked => Assert.InRange(asked.Body.Length, 1, 4 * 1024 * 1024));
        Assert.Equal(Keys(0, 20), server.Requests.SelectMany(KeysOf));
    }

    [Fact]
    public async Task Events_that_can_be_taken_later_come_again_with_their_keys_before_those_behind_them()
    {
        var later = $"{string.Join(',', Enumerable.Repeat(Result, 498))},{Error(4200)},{Error(4202)}";
        server.Answers(HttpStatusCode.OK, $$"""{"results":[{{later}}]}""").Answers(HttpStatusCode.OK, TakenAll(12));
        using var publisher = Publisher();

        var result = await world.UntilAsync(publisher.PublishBatchAsync(Keyed(510)), "a publication");

        Assert.All(result.Results, one => Assert.NotNull(one.Result));
        Assert.Equal([.. Keys(0, 500), .. Keys(498, 12)], server.Requests.SelectMany(KeysOf));
    }

    [Fact]
    public async Task An_event_that_is_refused_for_good_holds_nothing_up()
    {
        server.Answers(HttpStatusCode.OK, $$"""{"results":[{{Error(4001)}},{{Result}}]}""");
        using var publisher = Publisher();

        var result = await publisher.PublishBatchAsync([.. Keyed(2), Request("[1]") with { IdempotencyKey = "list" }]);

        Assert.Equal([ErrorCode.InvalidResource, null, ErrorCode.InvalidRequest], result.Results.Select(one => one.Error?.Code));
        Assert.Equal(Keys(0, 2), server.Requests.SelectMany(KeysOf));
    }

    [Fact]
    public async Task What_stays_later_is_told_and_what_is_behind_it_is_not_tried()
    {
        var down = $$"""{"results":[{{string.Join(',', Enumerable.Repeat(Error(4202), 500))}}]}""";
        for (var round = 0; round < 9; round++) server.Answers(HttpStatusCode.OK, down);
        using var publisher = Publisher();

        var result = await world.UntilAsync(publisher.PublishBatchAsync(Keyed(501)), "an answer");

        Assert.All(result.Results, one => Assert.Equal(ErrorCode.Unavailable, one.Error!.Code));
        Assert.Equal(9, server.Requests.Count);
        Assert.Contains("not sent", result.Results[500].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_busy_with_so_much_at_once_is_given_less()
    {
        server.Answers(HttpStatusCode.TooManyRequests, """{"code":4200,"requestId":"r"}""").Answers(HttpStatusCode.OK, TakenAll(50)).Answers(HttpStatusCode.OK, TakenAll(50));
        using var publisher = Publisher();

        var result = await world.UntilAsync(publisher.PublishBatchAsync(Keyed(100)), "a publication");

        Assert.Equal(100, result.Results.Count(one => one.Result is not null));
        Assert.Equal([100, 50, 50], server.Requests.Select(asked => KeysOf(asked).Count()));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_a_lost_connection_and_no_cancellation()
    {
        server.Breaks(new TaskCanceledException("timeout", new TimeoutException())).Answers(HttpStatusCode.Created, Taken);
        using var publisher = Publisher();

        await world.UntilAsync(publisher.PublishAsync(Request(), "key-1"), "a publication");

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Outcomes_go_on_behind_the_last_one_however_long_the_server_is_away()
    {
        server.Answers(HttpStatusCode.OK, Outcome(1));
        for (var fault = 0; fault < 30; fault++) server.Breaks(new HttpRequestException());
        server.Answers(HttpStatusCode.OK, Outcome(2));
        using var publisher = Publisher();
        await using var outcomes = publisher.OutcomesAsync().GetAsyncEnumerator();

        await outcomes.MoveNextAsync();
        await world.UntilAsync(outcomes.MoveNextAsync().AsTask(), "the second outcome");

        Assert.Equal(2, outcomes.Current.Cursor.Offset);
        Assert.All(server.Requests.Skip(1), asked => Assert.Contains("\"offset\":1", asked.Body, StringComparison.Ordinal));
    }

    private static string Result => $$"""{"result":{{Taken}}}""";

    private static string TakenAll(int count) => $$"""{"results":[{{string.Join(',', Enumerable.Repeat(Result, count))}}]}""";

    private static string Error(int code) => $$$"""{"error":{"code":{{{code}}},"message":"No."}}""";

    private static string Outcome(int offset) => $$"""
        {"outcomes":[{"cursor":{"epoch":7,"offset":{{offset}}},"eventId":"6d6f2f3e-0a7b-4c1d-9e8f-001122334455","patientId":"p",
        "position":{"epoch":7,"offset":3},"level":"seen","at":"2026-03-01T08:00:00Z"}]}
        """;

    private static List<PublishRequest> Keyed(int count, string resource = """{"resourceType":"Observation"}""") =>
        [.. Keys(0, count).Select(key => Request(resource) with { IdempotencyKey = key })];

    private static IEnumerable<string> Keys(int first, int count) => Enumerable.Range(first, count).Select(number => $"key-{number}");

    private static IEnumerable<string> KeysOf(FakeServer.Asked asked) =>
        JsonDocument.Parse(asked.Body).RootElement.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("idempotencyKey").GetString()!);

    private CarePublisher Publisher() => CarePublisher.Over(server.Calls(world.Time, new FakeTokens(world.Time)));

    private static PublishRequest Request(string resource = """{"resourceType":"Observation"}""") =>
        new() { Patient = PatientReference.ById("patient"), Topic = "vitals", Resource = FhirJson.Parse(resource) };
}
