using System.Diagnostics;
using RealtimeCare.Audit.Verification;
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

    private List<string?> PolicyReasons() =>
    [
        .. TrailVerifier.ReadEntries(Path.Combine(care.Host.DataFolder, "trail"))
            .Where(entry => Field(entry, "kind") == "policy.changed").Select(entry => Field(entry, "reason")),
    ];

    private static string? Field(VerifiedEntry entry, string name) =>
        entry.Fields.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
