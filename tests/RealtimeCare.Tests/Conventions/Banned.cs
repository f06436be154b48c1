namespace RealtimeCare.Tests.Conventions;

/// <summary>What may be used in one place only, and what nowhere; each says where to go instead.</summary>
public sealed class Banned
{
    private static readonly string[] Clocks =
        ["System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow"];

    [Fact]
    public void Only_Delivery_sends_to_clients()
    {
        Rule.IsBrokenByNothing(Users("Microsoft.AspNetCore.SignalR.IHubContext`1", "Microsoft.AspNetCore.SignalR.IHubContext`2", "Microsoft.AspNetCore.SignalR.IHubContext")
            .Where(u => Product.FolderOf(u) != "Delivery").Select(u => $"{u.FullName}: hand it to Delivery"));
    }

    [Fact]
    public void No_hub_pushes_by_itself()
    {
        string[] ways = ["Microsoft.AspNetCore.SignalR.Hub.get_Clients", "Microsoft.AspNetCore.SignalR.Hub`1.get_Clients"];

        Rule.IsBrokenByNothing(Callers(Product.ServerSide, ways).Select(t => $"{t.FullName}: hand it to Delivery"));
        Rule.IsBrokenByNothing(SourceTree.CSharp
            .Where(f => f.IsIn("client-sdk/samples") && f.Text.Contains("Clients" + ".", StringComparison.Ordinal))
            .Select(f => $"{f}: publish it as an event"));
    }

    [Fact]
    public void Only_Storage_and_Identity_speak_SQL()
    {
        Rule.IsBrokenByNothing(Product.ServerSide.SelectMany(TypeUse.In)
            .Where(u => u.Used.Namespace is { } n && (n.StartsWith("Microsoft.Data.", StringComparison.Ordinal) || n.StartsWith("System.Data", StringComparison.Ordinal) || n.StartsWith("Npgsql", StringComparison.Ordinal)))
            .Where(u => Product.FolderOf(u.User) != "Storage" && u.User.Assembly != Product.Identity)
            .Select(u => $"{u.User.FullName} uses {u.Used.FullName}: hand it to Storage"));
    }

    [Fact]
    public void Only_Backplane_knows_Redis()
    {
        Rule.IsBrokenByNothing(Product.All.SelectMany(TypeUse.In)
            .Where(u => u.Used.Namespace?.StartsWith("StackExchange.Redis", StringComparison.Ordinal) == true && Product.FolderOf(u.User) != "Backplane")
            .Select(u => $"{u.User.FullName} uses {u.Used.FullName}"));
    }

    [Fact]
    public void Time_comes_from_TimeProvider()
    {
        Rule.IsBrokenByNothing(Callers(Product.All, Clocks).Select(t => $"{t.FullName}: ask TimeProvider"));
    }

    [Fact]
    public void The_server_has_no_predictable_chance()
    {
        Rule.IsBrokenByNothing(Users("System.Random").Select(t => $"{t.FullName}: use RandomNumberGenerator"));
    }

    [Fact]
    public void Only_the_SDKs_trust_judges_certificates()
    {
        string[] ways = ["ValidationCall" + "back", "DangerousAccept" + "AnyServer"];
        // It has a real host of its own to look at, and vouches for its certificate by the same rules.
        string[] own = ["client-sdk/RealtimeCare.Client/Connecting/ServerTrust.cs", "client-sdk/RealtimeCare.Cli/Demo/Cast/WireWitness.cs"];

        Rule.IsBrokenByNothing(SourceTree.CSharp
            .Where(f => f.IsIn("client-sdk") && !own.Contains(f.Path) && ways.Any(w => f.Text.Contains(w, StringComparison.Ordinal)))
            .Select(f => $"{f}: hand the connection to ServerTrust"));
        Rule.IsBrokenByNothing(SourceTree.CSharp
            .Where(f => own.Contains(f.Path) && f.Text.Contains("=> true;", StringComparison.Ordinal)).Select(f => $"{f} accepts anything"));
    }

    [Fact]
    public void Tests_do_not_sleep()
    {
        string[] sleeps = ["Task.De" + "lay(", "Thread.Sl" + "eep("];

        Rule.IsBrokenByNothing(SourceTree.CSharp.Where(f => f.IsIn("tests") && sleeps.Any(s => f.Text.Contains(s, StringComparison.Ordinal)))
            .Select(f => $"{f}: move the clock, or wait for what should come"));
    }

    [Fact]
    public void Nothing_is_skipped_and_nothing_left_for_later()
    {
        string[] marks = ["NotImplemented" + "Exception", "Skip" + " = \""];

        Rule.IsBrokenByNothing(SourceTree.CSharp.Where(f => marks.Any(m => f.Text.Contains(m, StringComparison.Ordinal))));
    }

    [Fact]
    public void Decisions_read_the_live_session_and_no_bag()
    {
        Rule.IsBrokenByNothing(Callers(Product.ServerSide, ["Microsoft.AspNetCore.SignalR.HubCallerContext.get_Items"]).Select(t => $"{t.FullName}: ask the connection's session"));
    }

    private static IEnumerable<Type> Users(params string[] names) =>
        Product.ServerSide.SelectMany(TypeUse.In).Where(u => names.Contains(u.Used.FullName)).Select(u => u.User).Distinct();

    private static IEnumerable<Type> Callers(IEnumerable<System.Reflection.Assembly> assemblies, string[] members) =>
        assemblies.SelectMany(a => a.GetTypes()).Where(t => TypeUse.Of(t).Members.Overlaps(members)).Select(Product.Outermost).Distinct();
}
