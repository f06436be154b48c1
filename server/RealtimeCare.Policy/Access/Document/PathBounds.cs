using System.Text;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Policy.Access.Document;

/// <summary>Tells whether an element path lies within others. In doubt it does not.</summary>
internal static class PathBounds
{
    /// <summary>Whether everything that the path shows is shown by one of the others too.</summary>
    public static bool Cover(IEnumerable<string> wide, string path)
    {
        var segments = ElementPath.Split(path);
        foreach (var one in wide)
            if (Covers(ElementPath.Split(one), segments)) return true;
        return false;
    }

    private static bool Covers(string[] wide, string[] path)
    {
        if (wide.Length > path.Length) return false;
        for (var i = 0; i < wide.Length; i++)
            if (!IsSame(wide[i], path[i])) return false;
        return KeepsExtensions(wide[^1]) || !path.AsSpan(wide.Length).ContainsAnyNamed();
    }

    // value[x] stands for valueQuantity and its like, extension for every single one.
    private static bool IsSame(string wide, string segment) => wide == segment
        || (wide is "extension" or "modifierExtension" && segment.StartsWith(wide + "(", StringComparison.Ordinal))
        || (wide.EndsWith(ElementPath.ChoiceMark, StringComparison.Ordinal)
            && segment.StartsWith(wide[..^ElementPath.ChoiceMark.Length], StringComparison.Ordinal)
            && DataTypes.Contains(Encoding.UTF8.GetBytes(segment[(wide.Length - ElementPath.ChoiceMark.Length)..])));

    private static bool KeepsExtensions(string segment) => segment is "extension" or "modifierExtension" || segment[0] == '_';

    private static bool IsOneExtension(string segment) => segment.EndsWith(')');

    // What a path does not show of its subtree unless it is named itself.
    private static bool ContainsAnyNamed(this ReadOnlySpan<string> below)
    {
        foreach (var segment in below)
            if (KeepsExtensions(segment) || IsOneExtension(segment) || segment is "contained" or "data" or "security" or "valueMeta") return true;
        return false;
    }

    private static bool ContainsAnyNamed(this Span<string> below) => ((ReadOnlySpan<string>)below).ContainsAnyNamed();
}
