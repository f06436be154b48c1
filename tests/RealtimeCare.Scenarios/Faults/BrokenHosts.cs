using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios.Faults;

/// <summary>What an app sees when the host is killed or stands still. It runs as a process of its own.</summary>
public sealed class BrokenHosts : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(75);

    private TestCare care = null!;

    public async ValueTask InitializeAsync() => care = await TestCare.StartAsync(options => options.OwnProcess = true);

    public ValueTask DisposeAsync() => care.DisposeAsync();

    [Fact]
    public async Task A_host_that_was_killed_comes_back_with_everything()
    {
        await using var bed = await Bedside.OpenAsync(care);

        await care.Host.KillAsync();
        await bed.App.UntilAsync("stale: Unreachable");
        await care.Host.StartAsync();
        await bed.PublishAsync(2);
        await bed.App.UntilAsync("live", 2, Longest);
        await bed.App.UntilAsync("heart rate 2");
        await bed.ShowAsync(3);

        Assert.Equal(["live", "heart rate 1", "stale", "stale: Unreachable"], bed.App.Lines.Take(4));
        Assert.Equal(["heart rate 2", "heart rate 3", "live"], bed.App.Lines.Skip(4).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_host_that_stands_still_is_noticed_and_goes_on_where_it_stood()
    {
        await using var bed = await Bedside.OpenAsync(care);

        await care.Host.FreezeAsync();
        await bed.App.UntilAsync("stale", 1, Longest);
        var shown = bed.App.Story;
        await care.Host.ThawAsync();
        await bed.PublishAsync(2);
        await bed.App.UntilAsync("live", 2, Longest);
        await bed.ShowAsync(3);

        Assert.Equal("live\nheart rate 1\nstale", shown);
        Assert.Single(bed.App.Lines, line => line == "heart rate 2");
        Assert.Equal("heart rate 3", bed.App.Lines[^1]);
    }
}
