using System.Diagnostics;
using RealtimeCare.Audit.Verification;
using RealtimeCare.Client.Following;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>A policy document that changes while people follow patients.</summary>
public sealed class PolicyScenarios : IAsyncLifetime
{
    private const string NursesAudience = "\"nurse\": {\n      \"audience\": \"bedside-nurse\"";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("realtimecare-");
    private TestCare care = null!;

    private string Document => Path.Combine(folder.FullName, "policy.json");

    public async ValueTask InitializeAsync()
    {
        Write(Text);
        care = await TestCare.StartAsync(o => o.Arguments.Add("--RealtimeCare:Policy:File=" + Document));
    }

    public async ValueTask DisposeAsync()
    {
        await care.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_new_version_stops_what_it_does_not_permit_within_a_second_and_a_bad_one_changes_nothing()
    {
        var patient = await care.AdmitAsync();
        var connection = await care.Nurse.ConnectAsync();
        var request = connection.Subscribe(patient.ById, The.Vitals);
        await connection.SubscribeAsync(request);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await connection.UntilEventsAsync(request.SubscriptionId, 1);

        Write(Text.Replace(NursesAudience, NursesAudience + " ", StringComparison.Ordinal).Replace("bedside-nurse\" ", "bedside\" ", StringComparison.Ordinal));
        await UntilReasonAsync("policy-refused");
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await connection.UntilEventsAsync(request.SubscriptionId, 2);

        var started = Stopwatch.GetTimestamp();
        Write(Text.Replace(NursesAudience, NursesAudience.Replace("bedside-nurse", "ancillary", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("[\"lock-screen\"]", "[]", StringComparison.Ordinal));
        var change = (await connection.Received.UntilAsync(r => r.Name == nameof(ICareClient.AccessChanged), "AccessChanged")).As<AccessChanged>();
        var took = Stopwatch.GetElapsedTime(started);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 3));
        var refused = await connection.RefusedAsync(nameof(ICareHub.Subscribe), connection.Subscribe(patient.ById, The.Vitals));

        Assert.Equal((request.SubscriptionId, false, ErrorCode.Forbidden), (change.SubscriptionId, change.Permitted, refused.Code));
        // A second, and another for a busy machine.
        Assert.InRange(took.TotalSeconds, 0, 2);
        Assert.Equal([1, 2], connection.EventsOf(request.SubscriptionId).Select(e => e.Beats()));
        Assert.Equal(["policy-refused", "policy-changed"], PolicyReasons());
    }

    [Theory]
    [InlineData(Wire.Json)]
    [InlineData(Wire.MessagePack)]
    public async Task A_following_that_is_no_longer_permitted_is_denied_on_resume_and_the_rest_goes_on(Wire wire)
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var before = await care.Nurse.ConnectAsync(wire);
        var mine = await before.FollowMineAsync();
        var (joined, plain) = (await before.UntilJoinedAsync(patient), before.Subscribe(patient.ById, The.Vitals));
        var subscribed = await before.SubscribeAsync(plain);
        await ForbidFollowMineAsync();

        var after = await care.Nurse.ConnectAsync(wire);
        var request = after.Resume(before, mine);
        var resumed = await after.InvokeAsync<ResumeResult>(
            nameof(ICareHub.Resume), request with { Subscriptions = [.. request.Subscriptions, before.AsReceived(plain, subscribed)] });
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await after.UntilEventsAsync(plain.SubscriptionId, 1);

        Assert.Equal([(mine.FollowId, ResumeStatus.Denied)], resumed.Following!.Select(one => (one.FollowId, one.Status)));
        Assert.Equal(
            [(joined.SubscriptionId, ResumeStatus.Denied, LeftReason.Denied), (plain.SubscriptionId, ResumeStatus.Resumed, null)],
            resumed.Subscriptions.Select(one => (one.SubscriptionId, one.Status, one.Left)));
        Assert.Empty(before.EventsOf(joined.SubscriptionId));
        var entry = Assert.Single(Entries("invocation.decided"), e => Field(e, "operation") == "stream.follow-mine" && Field(e, "outcome") == "denied");
        Assert.Equal(after.Welcome.ConnectionId, Field(entry, "connection"));
    }

    [Fact]
    public async Task An_app_hears_that_it_may_not_follow_its_own_patients_any_more_and_goes_on_with_the_rest()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var client = await care.Nurse.ClientAsync();
        await client.ConnectAsync(TestContext.Current.CancellationToken);
        var (own, single) = (new Record<FollowUpdate>(), new Record<FollowUpdate>());
        var following = ReadAsync(client.FollowMineAsync([The.Vitals], cancellationToken: TestContext.Current.CancellationToken), own);
        _ = ReadAsync(client.FollowAsync(patient.ById, [The.Vitals], cancellationToken: TestContext.Current.CancellationToken), single);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await own.UntilAsync(update => update is PatientJoined, "the patient");
        await ForbidFollowMineAsync();

        await client.HandOverAsync(TestContext.Current.CancellationToken);
        var end = await Assert.ThrowsAsync<SubscriptionEndedException>(() => following.WaitAsync(TimeSpan.FromSeconds(15)));
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));
        await single.UntilAsync(update => update is Notification { Event: { } arrived } && arrived.Beats() == 2, "the event behind the handover");

        Assert.Equal(SubscriptionEnd.AccessWithdrawn, end.Reason);
        Assert.DoesNotContain(own.Items, update => update is Notification { Event: { } arrived } && arrived.Beats() == 2);
    }

    private async Task ForbidFollowMineAsync()
    {
        var nurse = Text.IndexOf("\"nurse\": {", StringComparison.Ordinal);
        const string FollowMine = "\"stream.follow-mine\", ";
        Write(Text.Remove(Text.IndexOf(FollowMine, nurse, StringComparison.Ordinal), FollowMine.Length));
        await UntilReasonAsync("policy-changed");
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> updates, Record<FollowUpdate> seen)
        where T : FollowUpdate
    {
        await foreach (var update in updates) seen.Add(update);
    }

    private static string Text { get; } = ReadText();

    private static string ReadText()
    {
        using var stream = typeof(AccessPolicy).Assembly.GetManifestResourceStream("RealtimeCare.Policy.Access.policy.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void Write(string text) => File.WriteAllText(Document, text);

    // The book is read as it grows, without any push of its own.
    private async Task UntilReasonAsync(string reason)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!PolicyReasons().Contains(reason)) await timer.WaitForNextTickAsync(patience.Token);
    }

    private List<string?> PolicyReasons() => [.. Entries("policy.changed").Select(entry => Field(entry, "reason"))];

    private IEnumerable<VerifiedEntry> Entries(string kind) =>
        TrailVerifier.ReadEntries(Path.Combine(care.Host.DataFolder, "trail")).Where(entry => Field(entry, "kind") == kind);

    private static string? Field(VerifiedEntry entry, string name) =>
        entry.Fields.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
