using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>What is not in the book does not happen; what happens is in the book.</summary>
public sealed class NothingIsRevealedUnrecorded : IAsyncLifetime
{
    private TestCare care = null!;

    private BreakableTrail Trail => care.Host.Services.GetRequiredService<BreakableTrail>();

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o => o.Replace = BreakableTrail.Replace);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task Without_the_trail_nothing_is_shown_taken_or_changed_and_ending_still_works()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        var admin = await care.Administrator.AdministerAsync();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Trail.Break();
        var subscribe = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));
        var snapshot = await connection.RefusedAsync(nameof(ICareHub.Snapshot), new SnapshotRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Patient = patient.ById, Topics = [The.Vitals],
        });
        var publish = await care.Monitor.TryPublishAsync(Some.Vital(patient.ById, 2));
        var ended = await admin.InvokeAsync<EndSessionsResult>(nameof(IAdminHub.EndSessions), new EndSessionsRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = admin.Welcome.ConnectionToken, Subject = care.Nurse.UserId,
        });
        await connection.Closed;
        Trail.Repair();

        Assert.Equal((ErrorCode.Unavailable, ErrorCode.Unavailable), (subscribe.Code, snapshot.Code));
        Assert.Equal((503, (int)ErrorCode.Unavailable), ((int)publish.Status, publish.Code));
        Assert.Single(ended.SessionIds);
        Assert.Equal([1], connection.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
    }

    [Fact]
    public async Task While_the_trail_is_dead_no_event_leaves_and_afterwards_none_is_missing()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        var connection = await nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        await care.Monitor.TokensAsync();

        Trail.Break();
        await care.Monitor.TryPublishAsync(Some.Vital(patient.ById, 1));
        var during = connection.EventsOf(request.SubscriptionId).Count;
        Trail.Repair();
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await connection.Received.UntilAllAsync(_ => connection.EventsOf(request.SubscriptionId).Any(e => e.Beats() == 2), "the event after the repair");

        Assert.Equal(0, during);
    }

    [Fact]
    public async Task The_book_holds_who_was_let_in_what_was_decided_and_what_was_shown()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        await care.UpgradeAsync(token: null);
        var stranger = await care.Stranger.ConnectAsync();
        await stranger.RefusedAsync(nameof(ICareHub.Subscribe), stranger.Subscribe(patient.ById, The.Vitals));
        await Assert.ThrowsAnyAsync<Exception>(() => stranger.InvokeAsync("NoSuchMethod", new { }));
        var nurse = await care.Nurse.ConnectAsync();
        var request = nurse.Subscribe(patient.ById, The.Vitals);
        await nurse.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await nurse.UntilEventsAsync(request.SubscriptionId, 1);
        await nurse.DisposeAsync();
        await care.Host.StopAsync();

        var folder = Path.Combine(care.Host.DataFolder, "trail");
        var report = TrailVerifier.Verify(folder);
        var entries = TrailVerifier.ReadEntries(folder).ToList();

        Assert.True(report.IsValid, string.Join('\n', report.Problems.Select(p => p.Text)));
        AssertHas(entries, EntryKinds.SignIn);
        AssertHas(entries, EntryKinds.TokenIssued);
        AssertHas(entries, EntryKinds.AccountChanged);
        AssertHas(entries, EntryKinds.FactsChanged);
        AssertHas(entries, EntryKinds.Handshake, EntryOutcome.Denied);
        AssertHas(entries, EntryKinds.Handshake, EntryOutcome.Success);
        AssertHas(entries, EntryKinds.SessionStarted);
        AssertHas(entries, EntryKinds.Invocation, EntryOutcome.Denied, "stream.subscribe");
        AssertHas(entries, EntryKinds.Invocation, EntryOutcome.Success, "stream.subscribe");
        AssertHas(entries, EntryKinds.InvocationRefused, EntryOutcome.Denied);
        AssertHas(entries, EntryKinds.EventPublished, EntryOutcome.Success);
        AssertHas(entries, EntryKinds.DeliveryEntitled);
        AssertHas(entries, EntryKinds.DeliveryEnded);
        AssertHas(entries, EntryKinds.ConnectionClosed);
    }

    private static void AssertHas(List<VerifiedEntry> entries, string kind, EntryOutcome? outcome = null, string? operation = null)
    {
        var found = entries.Where(e => Field(e, "kind") == kind).ToList();
        if (outcome is { } wanted) found = [.. found.Where(e => string.Equals(Field(e, "outcome"), wanted.ToString(), StringComparison.OrdinalIgnoreCase))];
        if (operation is not null) found = [.. found.Where(e => Field(e, "operation") == operation)];
        Assert.True(found.Count > 0, $"No entry {kind} {outcome} {operation}; the book has: {string.Join(", ", entries.Select(e => $"{Field(e, "kind")} {Field(e, "outcome")} {Field(e, "operation")}").Distinct())}");
    }

    private static string? Field(VerifiedEntry entry, string name) =>
        entry.Fields.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
