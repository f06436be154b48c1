using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Publishing over one connection: the same door as over HTTP.</summary>
public sealed class PublishHubScenarios(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Each_event_of_a_stream_is_answered_in_order_and_followers_get_what_was_taken(Wire wire)
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var follower = await nurse.ConnectAsync();
        var request = follower.Subscribe(patient.ById, The.Vitals);
        await follower.SubscribeAsync(request);
        var source = await ConnectAsync(care.Monitor, wire);
        var events = Enumerable.Range(1, 400).Select(i => Keyed(Some.Vital(patient.ById, i))).ToList();
        events[99] = events[99] with { Topic = "nonsense" };
        events[199] = events[199] with { IdempotencyKey = events[0].IdempotencyKey };
        events[299] = events[298];

        var answers = await AnswersAsync(source.PublishAsync(events));
        var heard = await follower.UntilEventsAsync(request.SubscriptionId, 397);

        Assert.Equal(400, answers.Count);
        Assert.Equal((ErrorCode.UnknownTopic, "topic"), (answers[99].Error!.Code, answers[99].Error!.Path));
        Assert.Equal(ErrorCode.IdempotencyConflict, answers[199].Error!.Code);
        Assert.Equal((true, answers[298].Result!.EventId), (answers[299].Result!.Duplicate, answers[299].Result!.EventId));
        Assert.Equal(
            Enumerable.Range(1, 397).Select(i => (long)i),
            answers.Where(a => a.Result is { Duplicate: false }).Select(a => a.Result!.Position.Offset));
        Assert.Equal(Enumerable.Range(1, 400).Where(i => i is not (100 or 200 or 300)), heard.Select(e => e.Beats()));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_large_resource_goes_through_and_one_that_is_too_large_is_refused(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var source = await ConnectAsync(care.Monitor, wire);

        var answers = await AnswersAsync(source.PublishAsync([Keyed(Padded(patient, 200_000)), Keyed(Padded(patient, 256 * 1024)), Keyed(Some.Vital(patient.ById))]));

        Assert.Equal([null, ErrorCode.TooLarge, null], answers.Select(a => a.Error?.Code));
    }

    [Fact]
    public async Task What_MessagePack_lets_through_is_refused_for_itself()
    {
        var patient = await care.AdmitAsync();
        var source = await ConnectAsync(care.Monitor, Wire.MessagePack);
        object?[] strange =
        [
            new { idempotencyKey = Some.Key },
            new { idempotencyKey = Some.Key, topic = The.Vitals, resource = new { resourceType = "Observation" } },
            new { idempotencyKey = Some.Key, topic = The.Vitals, patient = new { identifier = new { } }, resource = new { resourceType = "Observation" } },
            new { idempotencyKey = Some.Key, topic = The.Vitals, patient = patient.ById, resource = "{no json}" },
            Keyed(Some.Vital(patient.ById)) with { IdempotencyKey = null },
            Keyed(Some.Vital(patient.ById)),
        ];

        var answers = await AnswersAsync(source.PublishAsync(strange));

        Assert.Equal(["topic", "patient", "patient", "resource", "idempotencyKey", null], answers.Select(a => a.Error?.Path));
        Assert.All(answers.SkipLast(1), a => Assert.Equal(ErrorCode.InvalidRequest, a.Error!.Code));
    }

    [Theory]
    [InlineData(Wire.Json, "no event")]
    [InlineData(Wire.Json, null)]
    [InlineData(Wire.MessagePack, "no event")]
    [InlineData(Wire.MessagePack, null)]
    public async Task An_item_that_is_no_event_ends_the_stream_behind_the_answers_to_those_before(Wire wire, string? item)
    {
        var patient = await care.AdmitAsync();
        var source = await ConnectAsync(care.Monitor, wire);
        List<PublishOutcome> answers = [];

        var refused = await RefusedAsync(source.PublishAsync([Keyed(Some.Vital(patient.ById)), item, Keyed(Some.Vital(patient.ById))]), answers);
        var after = await AnswersAsync(source.PublishAsync([Keyed(Some.Vital(patient.ById))]));

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        Assert.NotNull(Assert.Single(answers).Result);
        Assert.Equal(2, Assert.Single(after).Result!.Position.Offset);
    }

    [Fact]
    public async Task Nobody_but_a_service_opens_a_stream_and_each_event_needs_its_scope()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var person = await ConnectAsync((await care.Nurse.TokensAsync()).Access, Wire.Json);
        var laboratory = await ConnectAsync(await care.RegisterAsync("system/DiagnosticReport.c"), Wire.Json);

        var refused = await RefusedAsync(person.PublishAsync([Keyed(Some.Vital(patient.ById))]), []);
        var answers = await AnswersAsync(laboratory.PublishAsync([Keyed(Some.Vital(patient.ById))]));

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
        Assert.Equal(ErrorCode.Forbidden, Assert.Single(answers).Error!.Code);
    }

    [Fact]
    public async Task A_connection_has_one_stream_at_a_time()
    {
        var patient = await care.AdmitAsync();
        var source = await ConnectAsync(care.Monitor, Wire.Json);
        var upload = Channel.CreateUnbounded<object?>();
        await using var open = source.PublishAsync(upload.Reader).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        // Two calls of one connection may overtake each other; what was answered is open.
        upload.Writer.TryWrite(Keyed(Some.Vital(patient.ById)));
        Assert.True(await open.MoveNextAsync());

        var refused = await RefusedAsync(source.PublishAsync([Keyed(Some.Vital(patient.ById))]), []);
        upload.Writer.Complete();
        Assert.False(await open.MoveNextAsync());
        var after = await AnswersAsync(source.PublishAsync([Keyed(Some.Vital(patient.ById))]));

        Assert.Equal(ErrorCode.Busy, refused.Code);
        Assert.NotNull(Assert.Single(after).Result);
    }

    private static PublishRequest Keyed(PublishRequest request) => request with { IdempotencyKey = Some.Key };

    private static PublishRequest Padded(TestPatient patient, int length) => Some.Vital(patient.ById) with
    {
        Resource = FhirJson.Parse(Some.HeartRate(1).ToJson().Replace("Said by", new string('x', length), StringComparison.Ordinal)),
    };

    private async Task<RawConnection> ConnectAsync(Service service, Wire wire) => await ConnectAsync((await service.TokensAsync()).Access, wire);

    private Task<RawConnection> ConnectAsync(string token, Wire wire) =>
        care.ConnectAsync(token, new RawOptions { Wire = wire, Path = RealtimeCareProtocol.PublishHubPath, Acknowledges = false });

    private static async Task<List<PublishOutcome>> AnswersAsync(IAsyncEnumerable<PublishOutcome> stream)
    {
        List<PublishOutcome> answers = [];
        await foreach (var answer in stream.WithCancellation(TestContext.Current.CancellationToken)) answers.Add(answer);
        return answers;
    }

    private static async Task<CareError> RefusedAsync(IAsyncEnumerable<PublishOutcome> stream, List<PublishOutcome> before)
    {
        try
        {
            await foreach (var answer in stream.WithCancellation(TestContext.Current.CancellationToken)) before.Add(answer);
        }
        catch (HubException refusal)
        {
            return CareError.FromWire(refusal.Message) ?? throw new InvalidOperationException($"A refusal without a code: {refusal.Message}", refusal);
        }
        throw new InvalidOperationException("The stream was not refused.");
    }
}
