namespace RealtimeCare.Policy.Shaping;

/// <summary>
/// The way from a resource to one of its elements, such as <c>component.value[x]</c>. It names the element with its whole
/// subtree, except extensions, <c>contained</c>, attachments' data and <c>meta.security</c>, which must be named themselves.
/// </summary>
internal static class ElementPath
{
    public const string ChoiceMark = "[x]";

    /// <summary>What is wrong with the path; null when nothing is.</summary>
    public static string? FindMistake(string path)
    {
        var segments = path.Split('.');
        if (!Array.TrueForAll(segments, IsSegment)) return "is no element path";
        if (segments[0] is "resourceType" or "id") return "names what is always kept";
        return segments[0] == "contained" && segments.Length > 1
            ? "goes into contained resources, which follow the rule of their own type"
            : null;
    }

    /// <summary>The tree of paths.</summary>
    public static PathNode Compile(string resourceType, IEnumerable<string> paths)
    {
        var root = new PathNode();
        foreach (var path in paths) Add(root, path.Split('.'));

        if (root.Find("contained"u8) is { } contained) contained.Kind = PathKind.Contained;
        if (resourceType == "Bundle" && root.Find("entry"u8) is { } entry) AddEntry(entry);
        if (root.Find("meta"u8) is { IsWhole: true } meta && !meta.Names("security")) meta.Grow("security").Kind = PathKind.Hidden;
        Inherit(root);
        return root;
    }

    private static void Add(PathNode root, string[] segments)
    {
        var node = root;
        foreach (var segment in segments) node = node.Grow(segment);
        node.IsWhole = true;
        node.KeepsExtensions = segments[^1] is "extension" or "modifierExtension" || segments[^1][0] == '_';
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
            child.IsWhole |= node.IsWhole;
            child.KeepsExtensions |= node.KeepsExtensions;
            Inherit(child);
        }
    }

    private static bool IsSegment(string segment)
    {
        var text = segment.AsSpan();
        if (text.StartsWith("_")) text = text[1..];
        else if (text.EndsWith(ChoiceMark)) text = text[..^ChoiceMark.Length];
        if (text.IsEmpty || !char.IsAsciiLetterLower(text[0])) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c)) return false;
        return true;
    }
}
