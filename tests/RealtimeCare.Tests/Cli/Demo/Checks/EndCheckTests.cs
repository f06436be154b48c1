using RealtimeCare.Cli.Demo.Checks;

namespace RealtimeCare.Tests.Cli.Demo.Checks;

public sealed class EndCheckTests
{
    // The day's last event is published and received 9 seconds after the start.
    [Fact]
    public void Nothing_is_late_when_the_end_came_after_the_last_event()
    {
        var day = new DemoDay { End = EndAt(10, 10, 10) };

        Assert.Empty(day.Check());
    }

    [Fact]
    public void An_event_published_after_the_last_byte_is_late()
    {
        var day = new DemoDay { End = EndAt(8, 8.5, 20) };

        Assert.Equal([FindingKind.Late], day.Kinds());
    }

    [Fact]
    public void An_event_published_after_the_report_is_late_whatever_the_report_says()
    {
        var day = new DemoDay { End = EndAt(8, 60, 8.5) };

        Assert.Equal([FindingKind.Late], day.Kinds());
    }

    [Fact]
    public void What_was_received_before_anybody_asked_is_not_late()
    {
        var day = new DemoDay { End = EndAt(9.5, -1000, 9.6) };

        Assert.Empty(day.Check());
    }

    [Fact]
    public void An_old_event_that_arrives_long_after_the_report_is_late()
    {
        var day = new DemoDay { End = EndAt(10, 10, 10) };

        day.Received[8] = day.Received[8] with { ReceivedAt = DemoDay.Start.AddSeconds(15) };

        Assert.Equal([FindingKind.Late], day.Kinds());
    }

    private static ForcedEnd EndAt(double asked, double lastByte, double reported) =>
        new(DemoDay.Start.AddSeconds(asked), DemoDay.Start.AddSeconds(lastByte), DemoDay.Start.AddSeconds(reported));
}
