using RealtimeCare.Server.Limits;

namespace RealtimeCare.Tests.Limits;

public sealed class CallMeterTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_hundred_and_first_call_in_ten_seconds_waits_for_the_first_to_leave_the_window()
    {
        var meter = new CallMeter();
        for (var i = 0; i < 100; i++) Assert.Null(meter.WaitFor(Start.AddMilliseconds(i)));

        Assert.Equal(TimeSpan.FromSeconds(9), meter.WaitFor(Start.AddSeconds(1)));
        Assert.Null(meter.WaitFor(Start.AddSeconds(10)));
    }

    [Fact]
    public void A_refused_call_does_not_count_so_a_flooder_recovers()
    {
        var meter = new CallMeter();
        for (var i = 0; i < 500; i++) meter.WaitFor(Start);

        Assert.Null(meter.WaitFor(Start.AddSeconds(10)));
    }

    [Fact]
    public void The_fifth_call_in_flight_is_refused_until_one_has_left()
    {
        var meter = new CallMeter();
        for (var i = 0; i < 4; i++) Assert.True(meter.TryEnter(4));

        Assert.False(meter.TryEnter(4));
        meter.Leave();
        Assert.True(meter.TryEnter(4));
    }
}
