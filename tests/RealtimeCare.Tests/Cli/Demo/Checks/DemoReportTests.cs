using RealtimeCare.Cli.Demo.Checks;

namespace RealtimeCare.Tests.Cli.Demo.Checks;

public sealed class DemoReportTests
{
    [Fact]
    public void A_success_has_one_line_of_a_fixed_form()
    {
        var report = new DemoReport(12, 34, TrailVerified: true, []);

        Assert.True(report.Succeeded);
        Assert.Equal(["demo: published 12, delivered 34, lost 0, duplicated 0, leaked 0, trail verified"], report.Lines());
    }

    [Fact]
    public void A_failure_says_the_numbers_and_what_broke()
    {
        var report = new DemoReport(12, 34, TrailVerified: true,
            [new(FindingKind.Step, "no comeback"), new(FindingKind.Lost, "one"), new(FindingKind.Lost, "two"), new(FindingKind.Reordered, "three")]);

        Assert.False(report.Succeeded);
        Assert.Equal(
            [
                "demo: published 12, delivered 34, lost 2, duplicated 0, leaked 0, reordered 1, trail verified",
                "demo: FAILED: lost: one (and 1 more); reordered: three; step failed: no comeback",
            ],
            report.Lines());
    }

    [Fact]
    public void A_broken_trail_is_a_failure()
    {
        var report = new DemoReport(12, 34, TrailVerified: false, [new(FindingKind.Trail, "FrameDamaged at byte 7")]);

        Assert.EndsWith("trail not verified", report.Lines().First(), StringComparison.Ordinal);
        Assert.Equal("demo: FAILED: trail broken: FrameDamaged at byte 7", report.Lines().Last());
    }

    [Fact]
    public void A_demo_in_which_nothing_was_delivered_is_a_failure()
    {
        Assert.Equal("demo: FAILED: nothing was delivered", new DemoReport(0, 0, TrailVerified: true, []).Lines().Last());
    }
}
