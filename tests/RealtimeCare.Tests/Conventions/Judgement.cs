namespace RealtimeCare.Tests.Conventions;

/// <summary>Policy decides and shapes from values alone: the same input gives the same answer, on any machine, at any time.</summary>
public sealed class Judgement
{
    private static readonly string[] Outside = ["Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "StackExchange", "Microsoft.Data", "Serilog", "System.Net"];

    private static readonly HashSet<string> Clocks = new(StringComparer.Ordinal)
    {
        "System.TimeProvider", "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1", "System.Threading.Tasks.ValueTask",
        "System.Threading.Tasks.ValueTask`1", "System.Threading.Timer", "System.IO.File", "System.IO.Directory", "System.Random",
    };

    [Fact]
    public void Policy_uses_no_web_no_store_no_task_and_no_clock()
    {
        var wrong = TypeUse.In(Product.Policy)
            .Where(u => Clocks.Contains(u.Used.FullName ?? "") || Outside.Any(o => u.Used.Namespace?.StartsWith(o, StringComparison.Ordinal) == true))
            .Select(u => $"{u.User.FullName} uses {u.Used.FullName}");

        Rule.IsBrokenByNothing(wrong);
    }
}
