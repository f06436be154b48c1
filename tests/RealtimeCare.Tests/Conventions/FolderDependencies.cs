namespace RealtimeCare.Tests.Conventions;

/// <summary>Who may know whom among the folders of a project, read from the compiled code.</summary>
public sealed class FolderDependencies
{
    private static readonly string[] Edge = ["Gate", "Hubs", "Invocations", "Limits", "Ingest", "Delivery"];

    private static readonly string[] Ground = ["Sessions", "Access", "Streams"];

    // Edges of the drawing that point back, each with its reason.
    private static readonly HashSet<(string From, string To, string Used)> Back =
    [
        ("Delivery", "Hubs", "CareHub"),                            // a hub context is named by the hub it sends for
        ("Delivery", "Hubs", "AdminHub"),
        ("Invocations", "Limits", "LimitsFilter"),                  // the one list of filters names them all
    ];

    [Fact]
    public void Ground_knows_neither_the_edge_nor_the_stores()
    {
        var wrong = Uses().Where(u => Ground.Contains(u.From) && (Edge.Contains(u.To) || u.To == "Storage"));

        Rule.IsBrokenByNothing(wrong.Select(u => u.Text));
    }

    [Fact]
    public void Stores_know_only_what_they_store()
    {
        var wrong = Uses().Where(u => u.From == "Storage" && u.To is not ("Streams" or "Sessions" or "Access" or ""));

        Rule.IsBrokenByNothing(wrong.Select(u => u.Text));
    }

    [Fact]
    public void Folders_have_no_cycles()
    {
        var folders = Uses().Where(u => u.To.Length > 0 && !Back.Contains((u.From, u.To, u.Used))).GroupBy(u => u.From)
            .ToDictionary(g => g.Key, g => g.Select(u => u.To).ToHashSet());

        // A folder that nobody left knows can be taken away; what cannot be taken away stands in a cycle.
        for (var before = -1; before != folders.Count;)
        {
            before = folders.Count;
            var free = folders.Keys.Where(f => !folders.Values.Any(to => to.Contains(f))).ToList();
            foreach (var folder in free) folders.Remove(folder);
        }

        Rule.IsBrokenByNothing(Uses().Where(u => folders.ContainsKey(u.From) && folders.ContainsKey(u.To)).Select(u => $"{u.From} -> {u.To}: {u.Text}"));
    }

    [Fact]
    public void Verification_does_not_know_the_writer()
    {
        var wrong = TypeUse.In(Product.Audit)
            .Where(u => Product.FolderOf(u.User) == "Verification" && u.Used.Assembly == Product.Audit)
            .Where(u => Product.FolderOf(u.Used) is "Trail" or "Storage")
            .Select(u => $"{u.User.FullName} uses {u.Used.FullName}");

        Rule.IsBrokenByNothing(wrong);
    }

    private static IEnumerable<(string From, string To, string Used, string Text)> Uses() =>
        TypeUse.In(Product.Server)
            .Where(u => u.Used.Assembly == Product.Server && u.User.Namespace?.StartsWith("RealtimeCare.Server", StringComparison.Ordinal) == true)
            .Select(u => (From: Product.FolderOf(u.User), To: Product.FolderOf(u.Used), Used: u.Used.Name, Text: $"{u.User.FullName} uses {u.Used.FullName}"))
            .Where(u => u.From != u.To && u.From.Length > 0);
}
