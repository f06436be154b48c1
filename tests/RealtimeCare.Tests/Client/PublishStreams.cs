using RealtimeCare.Client;
using RealtimeCare.Client.Publishing;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Client;

/// <summary>Events over one connection: in their order, answered one by one, sent again when nobody said what became of them.</summary>
public sealed class PublishStreams : IAsyncLifetime
{
    private readonly FakeLinks world = new();
    private CarePublishStream stream = null!;
    private FakeLink link = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new RealtimeCareClientOptions { Server = new Uri("https://localhost/"), Tokens = new FakeTokens(world.Time), Time = world.Time };
        stream = new CarePublishStream(options, world);
        await stream.ConnectAsync(Token);
        link = await world.NextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await link.DisposeAsync();
    }

    [Fact]
    public async Task Each_answer_belongs_to_its_event()
    {
        var (first, second) = (stream.PublishAsync(Request(), "1", Token), stream.PublishAsync(Request(), "2", Token));

        Assert.Equal(["1", "2"], await SentAsync(link, 2));
        Answer(link, 1, null);
        Answer(link, 0, ErrorCode.UnknownTopic);

        Assert.Equal(1, (await first).Result!.Position.Offset);
        Assert.Equal(ErrorCode.UnknownTopic, (await second).Error!.Code);
    }

    [Fact]
    public async Task After_a_drop_what_has_no_answer_is_sent_again_first_and_nothing_else()
    {
        var answers = Enumerable.Range(1, 4).Select(i => stream.PublishAsync(Request(), $"{i}", Token)).ToList();
        await SentAsync(link, 4);
        Answer(link, 1, null);
        Answer(link, 2, null);
        await Task.WhenAll(answers[..2]);

        link.Abandon();
        var next = await world.ReconnectedAsync();
        var fifth = stream.PublishAsync(Request(), "5", Token);

        Assert.Equal(["3", "4", "5"], await SentAsync(next, 3));
        for (var offset = 3; offset <= 5; offset++) Answer(next, offset, null);
        Assert.Equal([3L, 4L], (await Task.WhenAll(answers[2..])).Select(a => a.Result!.Position.Offset));
        Assert.Equal(5, (await fifth).Result!.Position.Offset);
    }

    [Fact]
    public async Task A_new_token_brings_a_new_connection_and_nothing_waits_in_vain()
    {
        var first = stream.PublishAsync(Request(), "1", Token);
        await SentAsync(link, 1);

        // Past the renewal, and ahead of the token's end.
        world.Time.Advance(TimeSpan.FromMinutes(13));
        var next = await world.ReconnectedAsync();
        var second = stream.PublishAsync(Request(), "2", Token);

        Assert.Equal(["1", "2"], await SentAsync(next, 2));
        Answer(next, 1, null);
        Answer(next, 2, null);
        Assert.Equal([1L, 2L], (await Task.WhenAll(first, second)).Select(a => a.Result!.Position.Offset));
    }

    [Fact]
    public async Task A_stream_that_is_refused_for_now_is_opened_again_on_the_same_connection()
    {
        var waiting = stream.PublishAsync(Request(), "1", Token);
        await SentAsync(link, 1);

        link.Refuse(new CareException(new CareError(ErrorCode.Busy, "Later.", "r", 1000)));
        await world.RetriedAsync(() => link.Published.Reader.TryPeek(out _), "a second stream");
        Assert.Equal(["1"], await SentAsync(link, 1));
        Answer(link, 1, null);

        Assert.Equal(1, (await waiting).Result!.Position.Offset);
    }

    // As an answer of its own it would let what comes behind overtake the event, or lose it where nobody looks.
    [Fact]
    public async Task An_event_that_cannot_be_taken_for_the_moment_has_no_answer_and_comes_again_before_those_behind_it()
    {
        var answers = Enumerable.Range(1, 3).Select(i => stream.PublishAsync(Request(), $"{i}", Token)).ToList();
        await SentAsync(link, 3);

        Answer(link, 1, null);
        Answer(link, 0, ErrorCode.Unavailable);
        await world.RetriedAsync(() => link.Published.Reader.TryPeek(out _), "a second stream");

        Assert.Equal(["2", "3"], await SentAsync(link, 2));
        for (var offset = 2; offset <= 3; offset++) Answer(link, offset, null);
        Assert.Equal([1L, 2L, 3L], (await Task.WhenAll(answers)).Select(a => a.Result!.Position.Offset));
    }

    [Fact]
    public async Task A_source_that_is_too_fast_waits_for_answers()
    {
        var asked = 0;
        var outcomes = stream.PublishAsync(EndlessAsync(() => asked++), Token).GetAsyncEnumerator(Token);
        await using var closing = outcomes;
        var first = outcomes.MoveNextAsync();

        await SentAsync(link, RealtimeCareProtocol.MaxUnansweredEvents);
        var before = asked;
        Answer(link, 1, null);
        Assert.True(await first);
        await SentAsync(link, 1);

        Assert.InRange(before, RealtimeCareProtocol.MaxUnansweredEvents, RealtimeCareProtocol.MaxUnansweredEvents + 1);
        Assert.False(link.Published.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task What_would_break_the_connection_is_refused_before_and_in_its_place()
    {
        PublishRequest[] requests =
        [
            Request() with { IdempotencyKey = "1" },
            Request($$"""{"a":"{{new string('x', 256 * 1024)}}"}""") with { IdempotencyKey = "2" },
            Request("{no json}") with { IdempotencyKey = "3" },
            Request() with { IdempotencyKey = "4" },
            Request() with { IdempotencyKey = "5", Patient = null, Recipient = new string('x', 8 * 1024) },
        ];
        var all = ReadAsync(stream.PublishAsync(requests.ToAsyncEnumerable(), Token));

        Assert.Equal(["1", "4"], await SentAsync(link, 2));
        Answer(link, 1, null);
        Answer(link, 2, null);

        Assert.Equal([null, ErrorCode.TooLarge, ErrorCode.InvalidRequest, null, ErrorCode.TooLarge], (await all.WaitAsync(TimeSpan.FromSeconds(10), Token)).Select(o => o.Error?.Code));
    }

    [Fact]
    public async Task An_event_that_the_server_cannot_read_is_refused_by_itself()
    {
        var answers = Enumerable.Range(1, 3).Select(i => stream.PublishAsync(Request(), $"{i}", Token)).ToList();
        await SentAsync(link, 3);

        Answer(link, 1, null);
        link.Refuse(new CareException(new CareError(ErrorCode.InvalidRequest, "No event.", "r")));

        Assert.Equal(["3"], await SentAsync(link, 1));
        Answer(link, 3, null);
        Assert.Equal([1L, null, 3L], (await Task.WhenAll(answers)).Select(a => a.Result?.Position.Offset));
        Assert.Equal((ErrorCode.InvalidRequest, "No event."), ((await answers[1]).Error!.Code, (await answers[1]).Error!.Message));
    }

    [Fact]
    public async Task The_order_of_the_calls_stays_when_all_wait_for_room()
    {
        const int waiting = 100;
        var keys = Enumerable.Range(0, RealtimeCareProtocol.MaxUnansweredEvents + waiting).Select(i => $"{i}").ToList();
        foreach (var key in keys) _ = stream.PublishAsync(Request(), key, Token);

        var sent = await SentAsync(link, RealtimeCareProtocol.MaxUnansweredEvents);
        for (var i = 0; i < waiting; i++) Answer(link, i, null);
        sent.AddRange(await SentAsync(link, waiting));

        Assert.Equal(keys, sent);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_for_room_has_published_nothing()
    {
        for (var i = 0; i < RealtimeCareProtocol.MaxUnansweredEvents; i++) _ = stream.PublishAsync(Request(), $"{i}", Token);
        await SentAsync(link, RealtimeCareProtocol.MaxUnansweredEvents);
        using var patience = new CancellationTokenSource();
        var given = stream.PublishAsync(Request(), "given up", patience.Token);
        _ = stream.PublishAsync(Request(), "next", Token);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Answer(link, 1, null);
        Answer(link, 2, null);

        Assert.Equal(["next"], await SentAsync(link, 1));
        Assert.False(link.Published.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task A_stream_that_is_refused_for_good_fails_what_waits_and_what_comes()
    {
        var waiting = stream.PublishAsync(Request(), "1", Token);
        await SentAsync(link, 1);

        link.Answers.Writer.Complete(new CareException(new CareError(ErrorCode.Forbidden, "No.", "r")));

        await Assert.ThrowsAsync<CareException>(() => waiting);
        await Assert.ThrowsAsync<CareException>(() => stream.PublishAsync(Request(), "2", Token));
    }

    [Fact]
    public async Task The_sessions_end_fails_what_waits()
    {
        var waiting = stream.PublishAsync(Request(), "1", Token);
        await SentAsync(link, 1);

        link.End(EndReason.Ended);

        Assert.Equal(EndReason.Ended, (await Assert.ThrowsAsync<SessionEndedException>(() => waiting)).Reason);
    }

    private static async Task<List<string>> SentAsync(FakeLink link, int count)
    {
        var keys = new List<string>();
        while (keys.Count < count)
            keys.Add((await link.Published.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token)).IdempotencyKey!);
        return keys;
    }

    private static void Answer(FakeLink link, long offset, ErrorCode? refusal) => link.Answers.Writer.TryWrite(refusal is { } code
        ? new PublishOutcome { Error = new PublishError { Code = code, Message = "No." } }
        : new PublishOutcome { Result = new PublishResult { EventId = Guid.NewGuid(), PatientId = "patient", Position = new Position { Epoch = 7, Offset = offset } } });

    private static async Task<List<PublishOutcome>> ReadAsync(IAsyncEnumerable<PublishOutcome> outcomes)
    {
        List<PublishOutcome> all = [];
        await foreach (var one in outcomes) all.Add(one);
        return all;
    }

    private static async IAsyncEnumerable<PublishRequest> EndlessAsync(Action asked)
    {
        for (var i = 0; ; i++)
        {
            await Task.Yield();
            asked();
            yield return Request() with { IdempotencyKey = $"{i}" };
        }
    }

    private static PublishRequest Request(string resource = """{"resourceType":"Observation"}""") =>
        new() { Patient = PatientReference.ById("patient"), Topic = "vitals", Resource = FhirJson.Parse(resource) };
}
