using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Client.Offline;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Scenarios.Faults;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>SYS-12, the secure client SDK: its four sentences. The host is a process of its own.</summary>
public sealed class Sys12SecureClient : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(options => options.OwnProcess = true);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_20_line_sample_connects_subscribes_to_a_patient_receives_and_sends()
    {
        var nurse = await care.HireAsync("nurse");
        var patient = await care.AdmitAsync(nurse);
        await care.Monitor.PublishAsync(patient.Alarm(181));

        var shown = await Sys12Sample.RunAsync(care.Server, care.Roots, nurse.UserName, The.Password, patient.Id, TestContext.Current.CancellationToken);
        var outcome = (await care.UntilOutcomesAsync(care.Monitor, 1))[0];

        Assert.Contains("181", shown, StringComparison.Ordinal);
        Assert.Equal((ReceiptLevel.Seen, nurse.UserId), (outcome.Level, outcome.By));
        Assert.InRange(LinesOfTheSample(), 5, 19);
    }

    // Waits longer than the token lives, which ends meanwhile.
    private static OfflineQueueOptions LongQueue => new() { TimeToLive = TimeSpan.FromHours(1) };

    [Fact]
    public async Task It_refreshes_once_backs_off_upgrades_again_subscribes_again_and_delivers_the_queue_once()
    {
        await using var bed = await Bedside.OpenAsync(care, options => (options.Time, options.OfflineQueue) = (clock, LongQueue));
        for (var beats = 181; beats <= 185; beats++) await care.Monitor.PublishAsync(bed.Patient.Alarm(beats));
        await bed.App.UntilAsync("heart rate 185");
        // What a host has sent in the last moment before it is killed it may not know afterwards, and takes no report of it.
        var delivered = care.UntilOutcomesAsync(care.Monitor, 5);
        await clock.UntilAsync(() => delivered.IsCompleted, "five deliveries");
        await delivered;

        // The network is cut and the server is killed, while the nurse goes on working.
        bed.Edge.IsDown = true;
        bed.Edge.Cut();
        await care.Host.KillAsync();
        await clock.UntilAsync(bed.App, "stale: Unreachable");
        var reports = bed.App.Notifications.Items.Where(one => one.Event.AcknowledgeBy is not null)
            .Select(one => bed.App.Client.ReportSeenAsync(one, TestContext.Current.CancellationToken)).ToList();
        await care.Host.StartAsync();
        await care.Monitor.PublishAsync(bed.Patient.Alarm(186));
        // Meanwhile her token ends, and when the network is back an edge has too much to do.
        clock.AdjustTime(clock.GetUtcNow().AddMinutes(15));
        bed.Edge.Answering = request => request.IsUpgrade ? new EdgeAnswer(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(5)) : null;
        bed.Edge.IsDown = false;
        await clock.UntilAsync(bed.App, "stale: Busy");
        bed.Edge.Answering = null;
        await clock.UntilAsync(bed.App, "live", 2);
        await clock.UntilAsync(() => reports.TrueForAll(one => one.IsCompleted), "an answer to what waited");
        await Task.WhenAll(reports);
        await bed.App.Client.HandOverAsync(TestContext.Current.CancellationToken);
        await bed.ShowAsync(2);

        // Five and the last one were delivered, and five were seen, each once and in order.
        var told = care.UntilOutcomesAsync(care.Monitor, 11);
        await clock.UntilAsync(() => told.IsCompleted, "eleven outcomes");
        var outcomes = await told;
        Assert.Equal(Enumerable.Range(2, 5).Select(offset => (long)offset), outcomes.Where(one => one.Level == ReceiptLevel.Seen).Select(one => one.Position.Offset));
        Assert.Equal(2, bed.Refreshes);
        Assert.Equal(3, bed.Upgrades.Select(one => one.Token).Distinct().Count());
        string[] numbers = [.. bed.App.Lines.Where(line => line.StartsWith("heart", StringComparison.Ordinal))];
        Assert.Equal(["heart rate 1", .. Enumerable.Range(181, 6).Select(beats => $"heart rate {beats}"), "heart rate 2"], numbers);
        Assert.Equal(["live", "stale", "stale: Unreachable", "stale: Busy", "live"], bed.App.Lines.Except(numbers.AsEnumerable()).Append("live"));
    }

    [Theory]
    [InlineData(EndReason.Ended)]
    [InlineData(EndReason.Suspended)]
    [InlineData(EndReason.SignedOut)]
    public async Task On_terminal_reasons_it_stops_purges_and_reports_one_typed_event(EndReason reason)
    {
        await using var bed = await Bedside.OpenAsync(care, clock);
        var told = new Record<ConnectionStatus>();
        bed.App.Client.StatusChanged += (_, status) => told.Add(status);

        await EndAsync(bed, reason);
        var ended = await bed.App.Client.Ended.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        await bed.App.UntilAsync($"following ended: {ended}");
        await told.UntilAsync(one => one.State == ConnectionState.SignedOut, "the end");
        var arrivals = bed.Edge.Arrivals;
        for (var seconds = 0; seconds < 600; seconds++) clock.Advance(TimeSpan.FromSeconds(1));
        await bed.PublishAsync(2);

        Assert.Equal((reason, arrivals), (ended, bed.Edge.Arrivals));
        Assert.Equal(reason, Assert.Single(told.Items).Because);
        Assert.DoesNotContain("heart rate 2", bed.App.Lines);
    }

    [Fact]
    public async Task Plain_addresses_bad_certificates_and_wrong_pins_are_refused_before_a_token_leaves_the_process()
    {
        using var authority = new TestAuthority();
        await using var server = new Edge(authority.Issue());
        await using var impostor = new Edge(authority.SelfSigned());
        await using var plain = new Edge(null);
        string[] pins = [Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))];

        await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync(plain.Address));
        await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync(new UriBuilder(plain.Address) { Scheme = "ws" }.Uri));
        var untrusted = await Assert.ThrowsAsync<ServerNotTrustedException>(() => ConnectAsync(impostor.Address));
        var unpinned = await Assert.ThrowsAsync<ServerNotTrustedException>(() => ConnectAsync(server.Address, pins));

        Assert.Equal(("CERT_UNTRUSTED", "CERT_PIN_MISMATCH"), (untrusted.Code, unpinned.Code));
        Assert.Equal(("", "", ""), (plain.Heard, impostor.Heard, server.Heard));

        async Task ConnectAsync(Uri address, string[]? pinned = null)
        {
            var tokens = TokenSource.From((_, _) => Task.FromResult(new AccessToken("secret", TimeProvider.System.GetUtcNow().AddMinutes(5))));
            await using var client = new RealtimeCareClient(new() { Server = address, Tokens = tokens, TrustedRoots = authority.Roots, PinnedSpkiSha256 = pinned });
            await client.ConnectAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task EndAsync(Bedside bed, EndReason reason)
    {
        var admin = (await care.Administrator.TokensAsync()).Access;
        if (reason == EndReason.Suspended) (await care.Api.PatchAsync($"/api/v1/users/{bed.Nurse.UserId}", new { disabled = true }, admin)).Ok();
        else if (reason == EndReason.SignedOut) await bed.App.SignIn.SignOutAsync(TestContext.Current.CancellationToken);
        else await bed.EndAsync();
    }

    private static int LinesOfTheSample()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RealtimeCare.sln"))) folder = folder.Parent!;
        return File.ReadLines(Path.Combine(folder.FullName, "tests", "RealtimeCare.Scenarios", "Sys12Sample.cs"))
            .SkipWhile(line => line.Trim() != "// sample").Skip(1).TakeWhile(line => line.Trim() != "// end").Count(line => line.Trim().Length > 0);
    }
}
