using System.Net;
using RealtimeCare.Client;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>What is refused for its content is its publisher's to fix, through every door, and nobody else's to see.</summary>
public sealed class QuarantineScenarios(SharedCare shared)
{
    private const string Path = "/api/v1/quarantine";

    private readonly TestCare care = shared.World;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_event_is_fixed_and_replayed_by_the_SDK_and_reaches_its_followers()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var follower = await nurse.ConnectAsync();
        var request = follower.Subscribe(patient.ById, The.Vitals);
        await follower.SubscribeAsync(request);
        var publisher = (await care.RegisterAsync("system/Observation.c")).Publisher();
        var wrong = Some.Vital(patient.ById, 80) with { Topic = "horoscope" };

        var refusal = await Assert.ThrowsAsync<CareException>(() => publisher.PublishAsync(wrong, "k", Token));
        var id = refusal.QuarantineId!.Value;
        var kept = await publisher.Quarantine.ReadAsync(id, Token);
        await publisher.Quarantine.ReplaceAsync(id, kept.Request with { Topic = The.Vitals }, Token);
        var taken = await publisher.Quarantine.ReplayAsync(id, Token);
        var heard = await follower.UntilEventsAsync(request.SubscriptionId, 1);
        var again = await publisher.PublishAsync(wrong with { Topic = The.Vitals }, "k", Token);

        Assert.Equal(wrong with { IdempotencyKey = null }, kept.Request);
        Assert.Equal((ErrorCode.UnknownTopic, "topic", "k"), (kept.Event.Code, kept.Event.Path, kept.Event.IdempotencyKey));
        Assert.Equal(taken.EventId, Assert.Single(heard).EventId);
        Assert.Equal((true, taken.Position), (again.Duplicate, again.Position));
        Assert.Empty(await ListAsync(publisher));
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task Every_door_says_under_which_id_it_is_kept(Wire wire)
    {
        var patient = await care.AdmitAsync();
        var service = await care.RegisterAsync("system/Observation.c");
        var token = (await service.TokensAsync()).Access;
        var wrong = Some.Vital(patient.ById) with { Topic = "horoscope", IdempotencyKey = "batch" };
        var source = await care.ConnectAsync(token, new RawOptions { Wire = wire, Path = RealtimeCareProtocol.PublishHubPath, Acknowledges = false });

        var alone = await service.TryPublishAsync(wrong with { IdempotencyKey = null }, "alone");
        var batch = (await care.Api.PostAsync("/api/v1/events/batch", new PublishBatchRequest { Events = [wrong] }, token)).Ok().As<PublishBatchResult>();
        List<PublishOutcome> streamed = [];
        await foreach (var outcome in source.PublishAsync([wrong with { IdempotencyKey = "stream" }]).WithCancellation(Token)) streamed.Add(outcome);
        var listed = await ListAsync(service.Publisher());

        Assert.Equal(["alone", "batch", "stream"], listed.Select(e => e.IdempotencyKey));
        Assert.Equal(
            [alone.Json.GetProperty("quarantineId").GetGuid(), batch.Results[0].Error!.QuarantineId!.Value, streamed[0].Error!.QuarantineId!.Value],
            listed.Select(e => e.QuarantineId));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages()
    {
        var patient = await care.AdmitAsync();
        var publisher = (await care.RegisterAsync("system/Observation.c")).Publisher();
        var wrong = Enumerable.Range(0, 250).Select(i => Some.Vital(patient.ById) with { Topic = "horoscope", IdempotencyKey = $"{i:000}" }).ToList();
        await publisher.PublishBatchAsync(wrong, Token);

        var listed = await ListAsync(publisher);

        Assert.Equal(wrong.Select(r => r.IdempotencyKey), listed.Select(e => e.IdempotencyKey));
    }

    [Fact]
    public async Task Another_service_another_person_and_nobody_find_nothing()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var mine = await care.RegisterAsync("system/Observation.c");
        var theirs = await care.RegisterAsync("system/*.c");
        var id = (await mine.TryPublishAsync(Some.Vital(patient.ById) with { Topic = "horoscope" })).Json.GetProperty("quarantineId").GetGuid();

        foreach (var token in new[] { (await theirs.TokensAsync()).Access, (await care.Nurse.TokensAsync()).Access, (await care.Administrator.TokensAsync()).Access })
        {
            var read = await care.Api.GetAsync($"{Path}/{id}", token);
            var never = await care.Api.GetAsync($"{Path}/{Guid.NewGuid()}", token);
            var replayed = await care.Api.PostTextAsync($"{Path}/{id}/replay", "", token);
            var discarded = await care.Api.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"{Path}/{id}"), token);

            Assert.All([read, never, replayed, discarded], a => Assert.Equal((HttpStatusCode.Forbidden, (int)ErrorCode.Forbidden), (a.Status, a.Code)));
            Assert.Equal(Told(never), Told(read));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await care.Api.GetAsync($"{Path}/{id}")).Status);
        Assert.Equal(id, Assert.Single(await ListAsync(mine.Publisher())).QuarantineId);
    }

    [Fact]
    public async Task What_is_discarded_is_gone()
    {
        var patient = await care.AdmitAsync();
        var publisher = (await care.RegisterAsync("system/Observation.c")).Publisher();
        var refusal = await Assert.ThrowsAsync<CareException>(() => publisher.PublishAsync(Some.Vital(patient.ById) with { Topic = "horoscope" }, "k", Token));

        await publisher.Quarantine.DiscardAsync(refusal.QuarantineId!.Value, Token);

        Assert.Empty(await ListAsync(publisher));
        await Assert.ThrowsAsync<CareException>(() => publisher.Quarantine.ReadAsync(refusal.QuarantineId.Value, Token));
    }

    // All but the ids of the request.
    private static IEnumerable<string> Told(Answer answer) =>
        answer.Json.EnumerateObject().Select(p => p.Name is "requestId" or "traceId" ? p.Name : $"{p.Name} {p.Value.GetRawText()}");

    private static async Task<List<QuarantinedEvent>> ListAsync(RealtimeCare.Client.Publishing.CarePublisher publisher)
    {
        List<QuarantinedEvent> all = [];
        await foreach (var one in publisher.Quarantine.ListAsync(Token)) all.Add(one);
        return all;
    }
}
