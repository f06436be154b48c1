using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>What an app sees when the network breaks, or somebody else answers in it.</summary>
public sealed class BrokenConnections(SharedCare shared)
{
    private readonly TestCare care = shared.World;

    [Fact]
    public async Task A_cut_is_repaired_and_nothing_is_missed_or_shown_twice()
    {
        await using var bed = await Bedside.OpenAsync(care);

        bed.Edge.IsDown = true;
        bed.Edge.Cut();
        await bed.App.UntilAsync("stale: Unreachable");
        await bed.PublishAsync(2);
        bed.Edge.IsDown = false;
        await bed.App.UntilAsync("live", 2);
        await bed.ShowAsync(3);

        Assert.Equal(
            """
            live
            heart rate 1
            stale
            stale: Unreachable
            heart rate 2
            live
            heart rate 3
            """,
            bed.App.Story);
        Assert.Equal(0, bed.Refreshes);
    }

    [Fact]
    public async Task A_rotation_of_the_token_is_not_seen()
    {
        await using var bed = await Bedside.OpenAsync(care);

        await bed.App.Client.HandOverAsync(TestContext.Current.CancellationToken);
        await bed.ShowAsync(2);
        bed.Edge.Cut();
        await bed.App.UntilAsync("live", 2);
        await bed.ShowAsync(3);

        Assert.Equal(
            """
            live
            heart rate 1
            heart rate 2
            stale
            live
            heart rate 3
            """,
            bed.App.Story);
        Assert.Equal(1, bed.Refreshes);
        Assert.Equal(2, bed.Upgrades.Select(one => one.Token).Distinct().Count());
    }

    [Fact]
    public async Task A_certificate_that_is_swapped_gets_nothing_and_a_rightful_one_is_taken()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var bed = await Bedside.OpenAsync(care, clock);
        var heard = bed.Edge.Heard;

        bed.TurnImpostor();
        bed.Edge.Cut();
        await clock.UntilAsync(bed.App, "stale: NotTrusted");
        await bed.PublishAsync(2);
        Assert.Equal(heard, bed.Edge.Heard);
        bed.TurnHonest();
        await clock.UntilAsync(bed.App, "live", 2);

        Assert.Equal(
            """
            live
            heart rate 1
            stale
            stale: NotTrusted
            heart rate 2
            live
            """,
            bed.App.Story);
    }
}
