using System.Text.Json;

namespace RealtimeCare.Policy.Shaping;

/// <summary>What stands at a place of the tree of allowed elements.</summary>
internal enum PathKind
{
    /// <summary>An element.</summary>
    Element,

    /// <summary>Withheld although an element above it is allowed with its whole subtree.</summary>
    Hidden,

    /// <summary>Resources that stand inside the resource: each is shaped by the rule of its own type.</summary>
    Contained,

    /// <summary>The same in an entry of a Bundle; where the resource is withheld, so is its entry.</summary>
    EntryResource,

    /// <summary>The resource itself.</summary>
    Root,
}

/// <summary>A place in the tree of element paths that an audience may see of one resource type.</summary>
internal sealed class PathNode
{
    private static readonly PathNode Subtree = new() { IsWhole = true, IsPlain = true };
    private static readonly PathNode SampledData = new() { IsWhole = true, KeepsData = true };
    private static readonly PathNode ExtendedSubtree = new() { IsWhole = true, KeepsExtensions = true };

    private readonly NameTable<PathNode> children = new();
    private (byte[] Prefix, PathNode Node)[] choices = [];
    private byte[][] extensions = [];
    private bool hasBelow;

    public PathKind Kind { get; set; }

    /// <summary>Whether everything below is allowed, but for what leaks most and must be named.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Whether extensions below are allowed too: below an extension or a primitive's companion that was named.</summary>
    public bool KeepsExtensions { get; set; }

    /// <summary>Whether a companion such as <c>_birthDate</c> is named here; arrays beside one keep their places.</summary>
    public bool HasCompanions { get; private set; }

    /// <summary>Whether a marker stands where all of it is withheld.</summary>
    public bool IsCritical { get; set; }

    /// <summary>Whether it is there for its marker only.</summary>
    public bool IsMarkerOnly { get; private set; }

    /// <summary>Whether it is <c>modifierExtension</c>: where one is withheld, a marker takes its place.</summary>
    public bool IsModifier { get; private init; }

    /// <summary>Whether single extensions are named here, but not all.</summary>
    public bool PicksExtensions { get; private set; }

    /// <summary>Whether below it nothing but <see cref="PlainNames"/> decides.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Whether <c>data</c> is a waveform and not an attachment's bytes.</summary>
    private bool KeepsData { get; init; }

    private byte[] Name { get; init; } = [];

    public IEnumerable<PathNode> Below => children.Values.Concat(choices.Select(static c => c.Node));

    /// <summary>The node of a member of that name; null when it is withheld.</summary>
    public PathNode? Find(ReadOnlySpan<byte> name)
    {
        if (!hasBelow) return IsWhole ? FindUnnamed(name) : null;
        var node = children.Find(name) ?? FindChoice(name) ?? (IsWhole ? FindUnnamed(name) : null);
        return node is { Kind: PathKind.Hidden } ? null : node;
    }

    /// <summary>The node that was named, made when it is not there yet.</summary>
    public PathNode Grow(string segment)
    {
        hasBelow = true;
        if (!segment.EndsWith(ElementPath.ChoiceMark, StringComparison.Ordinal))
        {
            HasCompanions |= segment[0] == '_';
            return children.GetOrAdd(segment, () => new PathNode
            {
                KeepsData = segment.EndsWith("SampledData", StringComparison.Ordinal),
                Name = System.Text.Encoding.UTF8.GetBytes(segment),
                IsModifier = segment == "modifierExtension",
            });
        }

        var prefix = System.Text.Encoding.UTF8.GetBytes(segment[..^ElementPath.ChoiceMark.Length]);
        foreach (var choice in choices)
            if (choice.Prefix.AsSpan().SequenceEqual(prefix)) return choice.Node;
        var node = new PathNode { Name = prefix };
        choices = [.. choices, (prefix, node)];
        return node;
    }

    /// <summary>Names one extension; this is the node of the list that it stands in.</summary>
    public void GrowExtension(string url) => extensions = [.. extensions, System.Text.Encoding.UTF8.GetBytes(url)];

    /// <summary>The node of an extension whose URL the reader stands on; null when it is withheld.</summary>
    public PathNode? FindExtension(ref readonly FhirCursor url)
    {
        if (url.TokenType != JsonTokenType.String) return null;
        foreach (var named in extensions)
            if (url.ValueTextEquals(named)) return ExtendedSubtree;
        return null;
    }

    /// <summary>Whether all of a child would be allowed if it had not been named.</summary>
    public bool AllowsUnnamed(PathNode child) => IsWhole && FindUnnamed(child.Name) is not null;

    /// <summary>Ends the growing.</summary>
    public void Settle()
    {
        IsPlain = IsWhole && !KeepsExtensions && !KeepsData && !hasBelow && Kind == PathKind.Element;
        PicksExtensions = extensions.Length > 0 && !IsWhole;
        IsMarkerOnly = IsCritical && !IsWhole && !PicksExtensions && !Below.Any();
    }

    /// <summary>Whether a member was named here, be it allowed or hidden.</summary>
    public bool Names(string segment) => children.Find(System.Text.Encoding.UTF8.GetBytes(segment)) is not null;

    private PathNode? FindChoice(ReadOnlySpan<byte> name)
    {
        foreach (var (prefix, node) in choices)
        {
            if (!name.StartsWith(prefix) || !DataTypes.Contains(name[prefix.Length..])) continue;
            return node is { IsWhole: true, KeepsExtensions: false } && name.EndsWith("SampledData"u8) ? SampledData : node;
        }

        return null;
    }

    private PathNode? FindUnnamed(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return null;
        if (KeepsExtensions)
            return name.SequenceEqual("contained"u8) || name.SequenceEqual("data"u8) || name.SequenceEqual("valueMeta"u8) ? null : ExtendedSubtree;
        return name[0] switch
        {
            (byte)'_' => null,
            (byte)'d' when name.SequenceEqual("data"u8) => KeepsData ? Subtree : null,
            (byte)'e' when name.SequenceEqual("extension"u8) => null,
            (byte)'m' when name.SequenceEqual("modifierExtension"u8) => null,
            (byte)'c' when name.SequenceEqual("contained"u8) => null,
            (byte)'v' when name.SequenceEqual("valueMeta"u8) => null,
            _ => name.Length > 9 && name[^1] == 'a' && name.EndsWith("SampledData"u8) ? SampledData : Subtree,
        };
    }
}
