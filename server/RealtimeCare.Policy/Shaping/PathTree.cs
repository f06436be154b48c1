namespace RealtimeCare.Policy.Shaping;

/// <summary>Makes one tree of the paths of a resource type.</summary>
internal static class PathTree
{
    /// <summary>Of the paths that are shown, and of those that leave a marker where they are withheld.</summary>
    public static PathNode Compile(string resourceType, IEnumerable<string> paths, IEnumerable<string> critical)
    {
        var root = new PathNode();
        foreach (var path in paths) Add(root, ElementPath.Split(path));

        if (root.Find("contained"u8) is { } contained) contained.Kind = PathKind.Contained;
        if (resourceType == "Bundle" && root.Find("entry"u8) is { } entry) AddEntry(entry);
        if (root.Find("meta"u8) is { IsWhole: true } meta && !meta.Names("security")) meta.Grow("security").Kind = PathKind.Hidden;
        foreach (var path in critical) Mark(root, ElementPath.Split(path));
        Inherit(root);
        return root;
    }

    private static void Add(PathNode root, string[] segments)
    {
        var node = root;
        foreach (var segment in segments)
        {
            var url = segment.IndexOf('(', StringComparison.Ordinal);
            node = node.Grow(url < 0 ? segment : segment[..url]);
            if (url >= 0) node.GrowExtension(segment[(url + 1)..^1]);
        }

        if (segments[^1].EndsWith(')')) return;
        node.IsWhole = true;
        node.KeepsExtensions = segments[^1] is "extension" or "modifierExtension" || segments[^1][0] == '_';
    }

    private static void Mark(PathNode root, string[] segments)
    {
        var node = root;
        foreach (var segment in segments) node = node.Grow(segment);
        node.IsCritical = true;
    }

    private static void AddEntry(PathNode entry)
    {
        if (entry.IsWhole || entry.Names("resource")) entry.Grow("resource").Kind = PathKind.EntryResource;
        if (entry.IsWhole || entry.Names("response")) entry.Grow("response").Grow("outcome").Kind = PathKind.Hidden;
    }

    private static void Inherit(PathNode node)
    {
        foreach (var child in node.Below)
        {
            child.IsWhole |= node.AllowsUnnamed(child);
            child.KeepsExtensions |= node.KeepsExtensions;
            Inherit(child);
        }

        node.Settle();
    }
}
