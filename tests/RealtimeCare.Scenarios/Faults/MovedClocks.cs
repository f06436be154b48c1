using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Client;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>Time passes, or a clock is wrong: what an app sees of tokens that end. Host and app run on clocks of the test.</summary>
public sealed class MovedClocks : IAsyncLifetime
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(options =>
    {
        options.Time = clock;
        options.Arguments.Add($"--RealtimeCare:Identity:AccessTokenLifetime={Life:c}");
    });

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_token_that_ended_while_offline_is_worth_nothing_and_a_new_one_resumes()
    {
        await using var bed = await Bedside.OpenAsync(care);
        var old = bed.Upgrades[^1].Token;

        bed.Edge.IsDown = true;
        bed.Edge.Cut();
        await clock.UntilAsync(bed.App, "stale: Unreachable");
        clock.Advance(Life + TimeSpan.FromSeconds(1));
        await care.Monitor.SignInAnewAsync();
        await bed.PublishAsync(2);
        var (status, _) = await care.UpgradeAsync(old);
        bed.Edge.IsDown = false;
        await clock.UntilAsync(bed.App, "live", 2);
        await bed.ShowAsync(3);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("live\nheart rate 1\nstale\nstale: Unreachable\nheart rate 2\nlive\nheart rate 3", bed.App.Story);
        Assert.Equal(1, bed.Refreshes);
        Assert.DoesNotContain(bed.Upgrades.Skip(1), one => one.Token == old);
    }

    [Fact]
    public async Task Two_hours_need_one_sign_in_and_one_refresh_for_each_token()
    {
        await using var bed = await Bedside.OpenAsync(care);
        var ends = clock.GetUtcNow() + TimeSpan.FromHours(2);
        var lives = 0;

        while (clock.GetUtcNow() < ends)
        {
            // Past the latest moment of a renewal, in one step: what it begins has all the time it needs.
            clock.Advance((Life * 0.8) + TimeSpan.FromSeconds(1));
            lives++;
            await bed.Edge.Requests.UntilAllAsync(all => all.Count(one => one.IsUpgrade) == lives + 1, $"connection {lives + 1}");
            await bed.App.Client.ReportActivityAsync(TestContext.Current.CancellationToken);
            await care.Monitor.SignInAnewAsync();
            await bed.ShowAsync(lives + 1);
            await UntilWelcomedAsync(bed, lives);
        }

        Assert.True(lives >= 14, $"only {lives} tokens were needed");
        Assert.Equal(lives, bed.Refreshes);
        Assert.Equal(lives + 1, bed.Upgrades.Select(one => one.Token).Distinct().Count());
        Assert.Equal(["live", .. Enumerable.Range(1, lives + 1).Select(beats => $"heart rate {beats}")], bed.App.Lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task An_apps_clock_that_jumps_an_hour_costs_at_most_a_refresh(int hours)
    {
        var own = new FakeTimeProvider(clock.GetUtcNow());
        await using var bed = await Bedside.OpenAsync(care, own);

        own.AdjustTime(own.GetUtcNow().AddHours(hours));
        await bed.ShowAsync(2);
        bed.Edge.Cut();
        await own.UntilAsync(bed.App, "live", 2);
        await bed.ShowAsync(3);

        Assert.Equal("live\nheart rate 1\nheart rate 2\nstale\nlive\nheart rate 3", bed.App.Story);
        Assert.InRange(bed.Refreshes, 0, 1);
    }

    [Fact]
    public async Task A_token_that_ends_by_the_hosts_clock_alone_is_renewed()
    {
        var own = new FakeTimeProvider(clock.GetUtcNow());
        await using var bed = await Bedside.OpenAsync(care, own);

        clock.Advance(Life + TimeSpan.FromSeconds(1));
        await bed.App.UntilAsync("stale");
        await care.Monitor.SignInAnewAsync();
        await bed.PublishAsync(2);
        await own.UntilAsync(bed.App, "live", 2);

        Assert.Equal("live\nheart rate 1\nstale\nheart rate 2\nlive", bed.App.Story);
        Assert.Equal(1, bed.Refreshes);
    }

    // The next step may only come when the new connection is the current one, or the handover would run out of time by the clock.
    private static async Task UntilWelcomedAsync(Bedside bed, int lives)
    {
        Assert.Equal(lives, bed.Refreshes);
        await bed.App.Client.SnapshotAsync(bed.Patient.ById, [The.Vitals], TestContext.Current.CancellationToken);
        Assert.Equal(ConnectionState.Live, bed.App.Client.Status.State);
    }
}
