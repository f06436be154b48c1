using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Storage;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Ingest;

/// <summary>A stream of events while the book fails for one of them: none is lost, and none overtakes another.</summary>
public sealed class StreamsKeptInOrder : IAsyncLifetime
{
    private readonly ShutOnceTrail trail = new();
    private TestCare care = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Replace = services => services.AddSingleton<IAuditTrail>(trail));

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_stream_ends_at_the_event_that_cannot_be_taken_and_goes_on_from_there()
    {
        var patient = await care.AdmitAsync();
        var hub = await care.ConnectAsync((await care.Monitor.TokensAsync()).Access, new RawOptions { Path = RealtimeCareProtocol.PublishHubPath, Acknowledges = false });
        var events = Keyed(patient, 40);
        var before = await AnswersAsync(hub, events[..10]);
        trail.ShutOnce();

        var refusal = await Assert.ThrowsAsync<HubException>(() => AnswersAsync(hub, events[10..]));
        var after = await AnswersAsync(hub, events[10..]);

        var error = CareError.FromWire(refusal.Message)!;
        Assert.Equal((ErrorCode.Unavailable, true), (error.Code, error.RetryAfterMs > 0));
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), before.Concat(after).Select(a => a.Result!.Position.Offset));
    }

    [Fact]
    public async Task The_SDK_gives_each_event_its_place_as_if_nothing_had_been()
    {
        var patient = await care.AdmitAsync();
        await using var stream = await care.Monitor.Publisher().OpenStreamAsync(Token);
        List<PublishOutcome> outcomes = [];

        await foreach (var outcome in stream.PublishAsync(Keyed(patient, 300).ToAsyncEnumerable(), Token))
        {
            outcomes.Add(outcome);
            if (outcomes.Count == 20) trail.ShutOnce();
        }

        Assert.True(trail.WasShut);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), outcomes.Select(o => o.Result!.Position.Offset));
    }

    private static PublishRequest[] Keyed(TestPatient patient, int count) =>
        [.. Enumerable.Range(1, count).Select(beats => Some.Vital(patient.ById, beats) with { IdempotencyKey = Some.Key })];

    private static async Task<List<PublishOutcome>> AnswersAsync(RawConnection hub, IEnumerable<object?> events)
    {
        List<PublishOutcome> answers = [];
        await foreach (var answer in hub.PublishAsync(events).WithCancellation(Token)) answers.Add(answer);
        return answers;
    }

    /// <summary>Refuses the entry of one event.</summary>
    private sealed class ShutOnceTrail : IAuditTrail
    {
        private readonly MemoryAuditTrail trail = new();
        private int isShut;

        public DateTimeOffset LastDurableAt => trail.LastDurableAt;

        public bool WasShut { get; private set; }

        public void ShutOnce() => Volatile.Write(ref isShut, 1);

        public ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
        {
            if (entry.Kind != EntryKinds.EventPublished || Interlocked.Exchange(ref isShut, 0) == 0) return trail.AppendAsync(entry, cancellationToken);
            WasShut = true;
            throw new TrailUnavailableException("Shut for one entry.");
        }
    }
}
