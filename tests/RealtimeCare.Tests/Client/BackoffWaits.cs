using CsCheck;
using RealtimeCare.Client.Connecting;

namespace RealtimeCare.Tests.Client;

public sealed class BackoffWaits
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(1_000_000, 30)]
    public void The_edge_doubles_up_to_thirty_seconds(int attempt, int seconds)
    {
        var backoff = new Backoff(() => 0.5);

        Assert.Equal(TimeSpan.FromSeconds(seconds) / 2, backoff.Next(attempt));
    }

    [Fact]
    public void A_wait_is_drawn_from_nothing_up_to_the_edge()
    {
        Gen.Select(Gen.Int[0, 40], Gen.Double[0, 0.999]).Sample((attempt, draw) =>
        {
            var wait = new Backoff(() => draw).Next(attempt);
            return wait >= TimeSpan.Zero && wait < Backoff.Cap;
        });
    }

    [Fact]
    public void A_servers_wait_is_never_cut_short()
    {
        Gen.Select(Gen.Int[1, 600_000], Gen.Double[0, 0.999]).Sample((milliseconds, draw) =>
        {
            var asked = TimeSpan.FromMilliseconds(milliseconds);
            var wait = new Backoff(() => draw).Next(3, asked);
            return wait >= asked && wait <= asked + Backoff.Base;
        });
    }

    // Longer than a timer can wait, by a server that meant milliseconds or a date of another century.
    [Fact]
    public void A_servers_wait_is_heeded_up_to_an_hour()
    {
        var wait = new Backoff(() => 0).Next(0, TimeSpan.FromDays(60));

        Assert.Equal(TimeSpan.FromHours(1), wait);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(0)]
    public void A_token_that_has_ended_already_is_not_renewed_without_a_pause(int seconds)
    {
        Assert.Equal(Backoff.Base, new Backoff(() => 0).RenewAfter(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public async Task Attempts_follow_the_envelope_for_as_long_as_it_takes()
    {
        await using var world = await ClientWorld.ConnectedAsync();

        var waits = await WaitsAsync(world, 100, new HttpRequestException());

        Assert.All(waits.Index(), wait => Assert.InRange(wait.Item, 0, Math.Min(30, 1 << Math.Min(wait.Index, 5))));
        Assert.InRange(waits.Skip(5).Average(), 10, 20);
        Assert.Equal(waits.Count, waits.Distinct().Count());
    }

    [Fact]
    public async Task A_refusals_wait_is_kept_with_a_little_on_top()
    {
        await using var world = await ClientWorld.ConnectedAsync();

        var waits = await WaitsAsync(world, 10, new UpgradeRefusedException(429, TimeSpan.FromSeconds(60), null));

        Assert.InRange(waits[0], 0, 1);
        Assert.All(waits.Skip(1), wait => Assert.InRange(wait, 60, 61));
    }

    // The clock stands still until the client has said when it tries next.
    private static async Task<IReadOnlyList<double>> WaitsAsync(ClientWorld world, int count, Exception refusal)
    {
        var (attempts, waits) = (0, new List<double>());
        world.Links.Opening = _ =>
        {
            attempts++;
            throw refusal;
        };
        world.First.End(null);
        while (waits.Count < count)
        {
            await FakeLinks.SoonAsync(() => world.Client.Status.NextAttemptAt > world.Links.Time.GetUtcNow(), "the time of an attempt");
            var wait = world.Client.Status.NextAttemptAt!.Value - world.Links.Time.GetUtcNow();
            waits.Add(wait.TotalSeconds);
            world.Links.Time.Advance(wait);
            await world.Links.UntilAsync(() => attempts == waits.Count, "an attempt");
        }

        return waits;
    }

    [Theory]
    [InlineData(0, 70)]
    [InlineData(1, 80)]
    public void A_token_is_renewed_at_seventy_to_eighty_percent_of_its_life(double draw, int seconds)
    {
        Assert.Equal(seconds, new Backoff(() => draw).RenewAfter(TimeSpan.FromSeconds(100)).TotalSeconds, 3);
    }
}
