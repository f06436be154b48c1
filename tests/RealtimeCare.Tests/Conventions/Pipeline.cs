using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Limits;

namespace RealtimeCare.Tests.Conventions;

public sealed class Pipeline
{
    [Fact]
    public void Every_call_goes_through_the_book_the_limits_the_access_the_shaping_and_the_repeats_in_this_order()
    {
        Assert.Equal([typeof(AuditFilter), typeof(LimitsFilter), typeof(AccessFilter), typeof(ShapingFilter), typeof(RepeatFilter)], InvocationPipeline.Filters);
    }

    [Fact]
    public void Filters_are_added_in_one_place()
    {
        var elsewhere = SourceTree.CSharp.Where(f => f.IsIn("server") && f.Text.Contains("AddFilter(", StringComparison.Ordinal));

        Assert.Equal(["server/RealtimeCare.Server/Invocations/InvocationPipeline.cs"], elsewhere.Select(f => f.Path));
    }
}
