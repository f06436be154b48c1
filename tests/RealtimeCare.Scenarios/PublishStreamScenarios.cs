using RealtimeCare.Client;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>The SDK's stream of events against the real host.</summary>
public sealed class PublishStreamScenarios : IAsyncLifetime
{
    private TestCare care = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync();

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_restart_in_the_middle_loses_nothing_and_puts_nothing_there_twice()
    {
        const int count = 1500;
        var patient = await care.AdmitAsync();
        await using var stream = await care.Monitor.Publisher().OpenStreamAsync(Token);
        var restart = Task.CompletedTask;
        List<PublishOutcome> outcomes = [];

        await foreach (var outcome in stream.PublishAsync(Enumerable.Range(1, count).Select(i => Keyed(patient, i)).ToAsyncEnumerable(), Token))
        {
            outcomes.Add(outcome);
            if (outcomes.Count == 200) restart = Task.Run(care.RestartAsync, Token);
        }

        await restart;
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), outcomes.Select(o => o.Result!.Position.Offset));
    }

    [Fact]
    public async Task Each_event_is_answered_by_itself_and_one_that_is_refused_is_kept()
    {
        var patient = await care.AdmitAsync();
        var publisher = care.Monitor.Publisher();
        await using var stream = await publisher.OpenStreamAsync(Token);

        var taken = await stream.PublishAsync(Some.Vital(patient.ById), "a", Token);
        var refused = await stream.PublishAsync(Some.Vital(patient.ById) with { Topic = "horoscope" }, "b", Token);
        var again = await stream.PublishAsync(Some.Vital(patient.ById), "a", Token);
        var kept = await publisher.Quarantine.ReadAsync(refused.Error!.QuarantineId!.Value, Token);

        Assert.Equal((false, true), (taken.Result!.Duplicate, again.Result!.Duplicate));
        Assert.Equal((ErrorCode.UnknownTopic, "b"), (refused.Error.Code, kept.Event.IdempotencyKey));
    }

    [Fact]
    public async Task A_service_whose_session_is_ended_is_told()
    {
        var patient = await care.AdmitAsync();
        await using var stream = await care.Monitor.Publisher().OpenStreamAsync(Token);
        await stream.PublishAsync(Some.Vital(patient.ById), "a", Token);
        var admin = (await care.Administrator.TokensAsync()).Access;

        (await care.Api.PostAsync("/api/v1/sessions/end", new { subject = care.Monitor.ClientId, preview = false }, admin)).Ok();

        Assert.Equal(EndReason.Ended, await stream.Ended.WaitAsync(TimeSpan.FromSeconds(15), Token));
        await Assert.ThrowsAsync<SessionEndedException>(() => stream.PublishAsync(Some.Vital(patient.ById), "b", Token));
    }

    private static PublishRequest Keyed(TestPatient patient, int beats) => Some.Vital(patient.ById, beats) with { IdempotencyKey = $"{beats}" };
}
