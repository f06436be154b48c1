using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Tests.Conventions;

namespace RealtimeCare.Tests.Benchmarks;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("tests/RealtimeCare.Tests/Benchmarks/sample-compare.json")]
    [InlineData("tests/RealtimeCare.Benchmarks/results/compare.json")]
    [InlineData("tests/RealtimeCare.Benchmarks/results/client.json")]
    public void What_a_report_says_follows_from_its_samples(string path)
    {
        var report = ComparisonReport.Parse(SourceTree.File(path).Text);

        var again = report with { Rows = [.. report.Rows.Select(Comparison.Judge)] };

        Assert.NotEmpty(report.Rows);
        Assert.Equal(report.ToJson(), again.ToJson());
    }

    [Theory]
    [InlineData("≤ 1.25 x", new[] { 4.0, 4.0, 4.0 }, new[] { 5.0, 5.0, 5.0 }, true)]
    [InlineData("≤ 1.25 x", new[] { 4.0, 4.0, 4.0 }, new[] { 5.1, 5.1, 5.1 }, false)]
    [InlineData("≥ 0.5 x", new[] { 10.0 }, new[] { 5.0 }, true)]
    [InlineData("≥ 0.5 x", new[] { 10.0 }, new[] { 4.9 }, false)]
    public void A_ratio_is_judged_by_both_medians(string target, double[] bare, double[] ours, bool met)
    {
        Assert.Equal(met, Comparison.Judge("a", target, new Samples(bare, ours)).Met);
    }

    [Fact]
    public void One_odd_round_does_not_move_a_ratio()
    {
        var row = Comparison.Judge("a", "≤ 1.1 x", new Samples([10, 10, 900], [10, 10, 900]));

        Assert.Equal((10, 10, 1, true), (row.Bare!.Value, row.Ours!.Value, row.Ratio!.Value, row.Met!.Value));
    }

    [Fact]
    public void An_absolute_target_must_hold_in_the_worst_round()
    {
        var row = Comparison.Judge("a", "≤ 250 ms", new Samples([1000], [10, 10, 251]));

        Assert.Equal((251, false), (row.Ours!.Value, row.Met!.Value));
    }

    [Fact]
    public void Without_a_target_nothing_is_met()
    {
        Assert.Null(Comparison.Judge("a", null, new Samples([1], [1])).Met);
    }

    [Fact]
    public void Without_a_sample_a_target_is_missed()
    {
        Assert.False(Comparison.Judge("a", "≤ 2 x", new Samples([], [])).Met);
    }

    [Fact]
    public void A_target_that_nobody_understands_stops_the_run()
    {
        Assert.Throws<FormatException>(() => Target.Parse("about 2 x"));
    }
}
