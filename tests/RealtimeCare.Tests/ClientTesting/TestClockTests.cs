using RealtimeCare.Client.Testing;

namespace RealtimeCare.Tests.ClientTesting;

public sealed class TestClockTests
{
    private readonly TestClock clock = new();

    [Fact]
    public void Timers_go_off_in_their_order_each_at_its_time()
    {
        List<double> at = [];
        var began = clock.GetUtcNow();
        using var late = Timer(3, 0);
        using var often = Timer(1, 2);

        clock.Advance(TimeSpan.FromSeconds(0.5));
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([1, 3, 3, 5], at);
        Assert.Equal(5.5, (clock.GetUtcNow() - began).TotalSeconds);

        ITimer Timer(double due, double period) => clock.CreateTimer(
            _ => at.Add((clock.GetUtcNow() - began).TotalSeconds), null, TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period));
    }

    [Fact]
    public void A_timer_that_was_stopped_never_goes_off()
    {
        var times = 0;
        var timer = clock.CreateTimer(_ => times++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(2));

        timer.Dispose();
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(2, times);
    }

    [Fact]
    public async Task What_waits_for_the_clock_goes_on_when_it_has_moved()
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(30), clock);
        var waits = new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromSeconds(10), clock, CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waits.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => waits);
        Assert.False(over.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(over.IsCancellationRequested);
    }
}
