using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Promises;

/// <summary>"My patients" are those whom the facts of this instant name: by the clock, with the book, in one's own tenant.</summary>
public sealed class MineIsNoWildcard : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestCare care = null!;

    private BreakableTrail Trail => care.Host.Services.GetRequiredService<BreakableTrail>();

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(o =>
    {
        o.Time = clock;
        o.Replace = BreakableTrail.Replace;
    });

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_relationship_joins_when_its_time_begins_and_leaves_when_it_ends()
    {
        var patient = await care.AdmitAsync(care.Physician);
        await care.LoadAsync(During(Some.CareTeam("shift", patient.Identifier, [care.Nurse.UserId]), 60, 120));
        var connection = await care.Nurse.ConnectAsync();

        var result = await connection.FollowMineAsync(connection.Mine(The.Vitals));
        await PassAsync(61, connection, () => connection.JoinedOf().Count == 1);
        var joined = await connection.UntilJoinedAsync(patient);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 1));
        await connection.UntilEventsAsync(joined.SubscriptionId, 1);
        await PassAsync(60, connection, () => connection.LeftOf().Count == 1);
        var left = await connection.UntilLeftAsync(patient);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById, 2));

        Assert.Empty(result.Patients);
        Assert.Equal(LeftReason.Ended, left.Reason);
        Assert.Equal(["joined", "1", "left"], connection.StoryOf(joined.SubscriptionId));
    }

    [Fact]
    public async Task While_the_trail_is_dead_nobody_joins_and_whoever_leaves_leaves_at_once()
    {
        var (patient, other) = (await care.AdmitAsync(care.Nurse), await care.AdmitAsync(care.Physician));
        var connection = await care.Nurse.ConnectAsync();
        await connection.FollowMineAsync();
        await connection.UntilJoinedAsync(patient);
        // Facts are written in the book as well: the dead trail is put between facts that are loaded and a round that is due.
        await care.LoadAsync(During(Some.CareTeam("later", other.Identifier, [care.Nurse.UserId]), 60, 6000));
        await care.LoadAsync(During(Some.CareTeam(patient.CareTeamId, patient.Identifier, [care.Nurse.UserId]), 0, 60));

        Trail.Break();
        await PassAsync(61, connection, () => connection.LeftOf().Count == 1);
        await connection.UntilLeftAsync(patient);
        var during = connection.JoinedOf().Count(one => one.PatientId == other.Id);
        Trail.Repair();
        await PassAsync(2, connection, () => connection.JoinedOf().Any(one => one.PatientId == other.Id));
        await connection.UntilJoinedAsync(other);

        Assert.Equal(0, during);
    }

    [Fact]
    public async Task A_nurse_of_another_tenant_has_none_of_these_patients()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var connection = await care.ConnectAsync(await care.ForgeAsync(care.Nurse, claims =>
        {
            claims["tenant"] = "other-hospital";
            claims["sid"] = Guid.NewGuid().ToString();
        }));
        var own = await care.Nurse.ConnectAsync();

        var result = await connection.FollowMineAsync(connection.Mine(The.Vitals));
        await own.FollowMineAsync();
        var later = await care.AdmitAsync(care.Nurse);
        await own.UntilJoinedAsync(later);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));

        Assert.Empty(result.Patients);
        Assert.Empty(connection.JoinedOf());
    }

    [Fact]
    public async Task A_session_that_was_ended_hears_of_nobody_any_more()
    {
        var nurse = await care.HireAsync("nurse");
        var connection = await nurse.ConnectAsync();
        await connection.FollowMineAsync();
        var admin = await care.Administrator.AdministerAsync();
        await admin.InvokeAsync<EndSessionsResult>(nameof(IAdminHub.EndSessions), new EndSessionsRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = admin.Welcome.ConnectionToken, Subject = nurse.UserId,
        });
        var witness = await care.Nurse.ConnectAsync();
        await witness.FollowMineAsync();

        var patient = await care.AdmitAsync(nurse, care.Nurse);
        await witness.UntilJoinedAsync(patient);
        await connection.Closed;

        Assert.Empty(connection.JoinedOf());
    }

    [Fact]
    public async Task Nothing_of_a_following_names_a_patient_in_the_book_or_on_the_disk()
    {
        var patient = await care.AdmitAsync(care.Nurse);
        var connection = await care.Nurse.ConnectAsync();
        await connection.FollowMineAsync();
        var joined = await connection.UntilJoinedAsync(patient);
        await care.Monitor.PublishAsync(Some.Vital(patient.ById));
        await connection.UntilEventsAsync(joined.SubscriptionId, 1);
        await care.SetTeamAsync(patient, care.Physician);
        var left = await connection.UntilLeftAsync(patient);
        await care.Host.StopAsync();

        var told = connection.Received.Items.Where(r => r.Name is nameof(ICareClient.Joined) or nameof(ICareClient.Left)).Select(r => r.Body.GetRawText());
        Assert.DoesNotContain(told, text => text.Contains(The.Canary, StringComparison.Ordinal) || text.Contains(patient.CareTeamId, StringComparison.Ordinal));
        Assert.Equal(LeftReason.Ended, left.Reason);
        foreach (var file in Directory.GetFiles(Path.Combine(care.Host.DataFolder, "trail")))
            Assert.False(System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).Contains(patient.Id, StringComparison.Ordinal));
    }

    // A period is written in whole seconds.
    private JsonObject During(JsonObject team, int from, int until)
    {
        team["period"] = new JsonObject { ["start"] = At(from), ["end"] = At(until) };
        return team;
    }

    private string At(int seconds) => clock.GetUtcNow().AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>
    /// Moves the clock in steps, between which every part of the host has its turn and the peer says that it lives, until something
    /// has happened.
    /// </summary>
    private async Task PassAsync(int seconds, RawConnection connection, Func<bool> hasHappened)
    {
        for (var passed = 0; passed < seconds; passed += 10) await MoveAsync(TimeSpan.FromSeconds(Math.Min(10, seconds - passed)), connection);
        for (var nudge = 0; nudge < 100 && !hasHappened(); nudge++) await MoveAsync(TimeSpan.FromMilliseconds(200), connection);
    }

    private async Task MoveAsync(TimeSpan time, RawConnection connection)
    {
        clock.Advance(time);
        // With the trail dead it is refused, which says the same.
        await Record.ExceptionAsync(() => connection.InvokeAsync<ReportActivityResult>(nameof(ICareHub.ReportActivity), new ReportActivityRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken,
        }));
    }
}
