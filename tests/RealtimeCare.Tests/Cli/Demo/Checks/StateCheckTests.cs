using RealtimeCare.Cli.Demo.Checks;

namespace RealtimeCare.Tests.Cli.Demo.Checks;

public sealed class StateCheckTests
{
    // Of the day's events, 5 to 8 are states: saturation, heart rate, saturation, heart rate.
    [Fact]
    public void A_value_that_a_newer_one_replaced_may_be_skipped()
    {
        var day = new DemoDay();

        day.Received.RemoveAt(5);

        Assert.Empty(day.Check());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void The_newest_value_of_a_code_may_not_be_missing(int index)
    {
        var day = new DemoDay();

        day.Received.RemoveAt(index);

        Assert.Equal([FindingKind.Lost], day.Kinds());
    }

    [Fact]
    public void A_value_that_comes_twice_is_duplicated()
    {
        var day = new DemoDay();

        day.Received.Add(day.Received[8]);

        Assert.Equal([FindingKind.Duplicated], day.Kinds());
    }

    [Fact]
    public void An_older_value_after_a_newer_one_of_its_code_is_reordered()
    {
        var day = new DemoDay();

        (day.Received[5], day.Received[7]) = (day.Received[7], day.Received[5]);

        Assert.Equal([FindingKind.Reordered], day.Kinds());
    }

    [Fact]
    public void After_a_forced_end_the_newest_value_is_not_expected()
    {
        var day = new DemoDay { MustReach = new() { [DemoDay.Patient] = 5 } };

        day.Received.RemoveAt(8);

        Assert.Empty(day.Check());
    }
}
