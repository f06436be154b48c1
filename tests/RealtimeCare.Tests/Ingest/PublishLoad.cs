using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Testing;
using RealtimeCare.Tests.Sessions;

namespace RealtimeCare.Tests.Ingest;

/// <summary>A publisher that has as much under way as it may: whichever door it takes, it is sent away for a moment, and only it.</summary>
public sealed class PublishLoad : IAsyncLifetime
{
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task Every_door_counts_together_and_opens_again()
    {
        var patient = await care.AdmitAsync();
        var other = await care.RegisterAsync("system/*.c");
        var hub = await care.ConnectAsync((await care.Monitor.TokensAsync()).Access, new RawOptions { Path = RealtimeCareProtocol.PublishHubPath, Acknowledges = false });
        var meter = care.Host.Services.GetRequiredService<PublishMeter>();
        var caller = Callers.Nurse(subject: care.Monitor.ClientId, tenant: The.Tenant);
        var entries = Enumerable.Range(0, IngestLimits.RequestsUnderWay).Select(_ => meter.Enter(caller, 1).Entry!).ToList();

        var overHttp = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById));
        var preview = await PostAsync("/api/v1/events/preview", Some.Vital(patient.ById));
        var batch = await PostAsync("/api/v1/events/batch", new PublishBatchRequest { Events = [Keyed(patient)] });
        var overHub = await RefusedAsync(hub, patient);
        var ofOther = await other.TryPublishAsync(Some.Vital(patient.ById));
        entries.ForEach(entry => entry.Dispose());
        var later = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById));
        var laterOverHub = await AnswersAsync(hub, patient);

        Assert.All([overHttp, preview, batch], answer => Assert.Equal((ErrorCode.Busy, 429), ((ErrorCode)answer.Code, (int)answer.Status)));
        Assert.Equal((ErrorCode.Busy, (int?)IngestLimits.BusyRetryMs), (overHub.Code, overHub.RetryAfterMs));
        Assert.Equal((201, 201), ((int)ofOther.Status, (int)later.Status));
        Assert.NotNull(Assert.Single(laterOverHub).Result);
    }

    [Fact]
    public async Task Who_may_publish_nothing_is_refused_before_its_body_counts()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var reader = await care.RegisterAsync("system/Observation.rs");
        var meter = care.Host.Services.GetRequiredService<PublishMeter>();
        foreach (var subject in (string[])[care.Nurse.UserId, reader.ClientId])
            Assert.NotNull(meter.Enter(Callers.Nurse(subject: subject, tenant: The.Tenant), IngestLimits.BytesUnderWay).Entry);

        foreach (var token in (string[])[(await care.Nurse.TokensAsync()).Access, (await reader.TokensAsync()).Access])
        {
            var single = await care.Api.PostAsync("/api/v1/events", Some.Vital(patient.ById), token, Some.Key);
            var preview = await care.Api.PostAsync("/api/v1/events/preview", Some.Vital(patient.ById), token);
            var batch = await care.Api.PostAsync("/api/v1/events/batch", new PublishBatchRequest { Events = [Keyed(patient)] }, token);

            // Counted, it would be Busy.
            Assert.All([single, preview, batch], answer => Assert.Equal((ErrorCode.Forbidden, 403), ((ErrorCode)answer.Code, (int)answer.Status)));
        }
    }

    [Fact]
    public async Task A_preview_counts_several_times_what_it_is_of_and_a_replay_as_the_largest_event()
    {
        var patient = await care.AdmitAsync();
        var refused = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById) with { Topic = "horoscope" });
        var replay = $"/api/v1/quarantine/{refused.Json.GetProperty("quarantineId").GetGuid()}";
        var meter = care.Host.Services.GetRequiredService<PublishMeter>();
        var caller = Callers.Nurse(subject: care.Monitor.ClientId, tenant: The.Tenant);
        var token = (await care.Monitor.TokensAsync()).Access;

        using var most = meter.Enter(caller, IngestLimits.BytesUnderWay - (2 * IngestLimits.EventBytes)).Entry;
        var published = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById));
        var preview = await PostAsync("/api/v1/events/preview", Some.Vital(patient.ById));
        using var more = meter.Enter(caller, IngestLimits.EventBytes + 1).Entry;
        var replayed = await care.Api.PostTextAsync(replay + "/replay", "", token);
        using var replacement = new HttpRequestMessage(HttpMethod.Put, replay) { Content = System.Net.Http.Json.JsonContent.Create(Some.Vital(patient.ById)) };
        var replaced = await care.Api.SendAsync(replacement, token);

        Assert.Equal(201, (int)published.Status);
        Assert.All([preview, replayed, replaced], answer => Assert.Equal((ErrorCode.Busy, 429), ((ErrorCode)answer.Code, (int)answer.Status)));
    }

    [Fact]
    public async Task A_publisher_opens_only_so_many_streams()
    {
        var patient = await care.AdmitAsync();
        var hub = await care.ConnectAsync((await care.Monitor.TokensAsync()).Access, new RawOptions { Path = RealtimeCareProtocol.PublishHubPath, Acknowledges = false });
        var meter = care.Host.Services.GetRequiredService<PublishStreamMeter>();
        var caller = Callers.Nurse(subject: care.Monitor.ClientId, tenant: The.Tenant);
        var open = Enumerable.Range(0, IngestLimits.StreamsOpen).Select(_ => meter.Open(caller)!).ToList();

        var refused = await RefusedAsync(hub, patient);
        open[0].Dispose();
        var first = await AnswersAsync(hub, patient);
        var second = await AnswersAsync(hub, patient);

        Assert.Equal((ErrorCode.Busy, (int?)IngestLimits.BusyRetryMs), (refused.Code, refused.RetryAfterMs));
        Assert.All([.. first, .. second], answer => Assert.NotNull(answer.Result));
    }

    private static PublishRequest Keyed(TestPatient patient) => Some.Vital(patient.ById) with { IdempotencyKey = Some.Key };

    private async Task<Answer> PostAsync(string path, object body) => await care.Api.PostAsync(path, body, (await care.Monitor.TokensAsync()).Access);

    private static async Task<List<PublishOutcome>> AnswersAsync(RawConnection hub, TestPatient patient)
    {
        List<PublishOutcome> answers = [];
        await foreach (var answer in hub.PublishAsync([Keyed(patient)]).WithCancellation(TestContext.Current.CancellationToken)) answers.Add(answer);
        return answers;
    }

    private static async Task<CareError> RefusedAsync(RawConnection hub, TestPatient patient)
    {
        var refusal = await Assert.ThrowsAsync<HubException>(() => AnswersAsync(hub, patient));
        return CareError.FromWire(refusal.Message)!;
    }
}
