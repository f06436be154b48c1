namespace RealtimeCare.Policy.Shaping;

/// <summary>
/// The way from a resource to one of its elements, such as <c>component.value[x]</c>. It names the element with its whole
/// subtree, except extensions, <c>contained</c>, attachments' data and <c>meta.security</c>, which must be named themselves.
/// </summary>
/// <remarks>
/// A path may end in one extension by its URL: <c>extension(http://hl7.org/fhir/StructureDefinition/patient-birthPlace)</c>, or
/// <c>_birthDate.extension(…)</c> for one of a primitive. It names that extension, as it stands there, with all inside it.
/// </remarks>
internal static class ElementPath
{
    public const string ChoiceMark = "[x]";

    /// <summary>What is wrong with the path; null when nothing is.</summary>
    public static string? FindMistake(string path)
    {
        var segments = Split(path);
        for (var i = 0; i < segments.Length; i++)
            if (!IsSegment(segments[i]) && (i < segments.Length - 1 || !IsExtension(segments[i]))) return "is no element path";
        if (segments[0] is "resourceType" or "id") return "names what is always kept";
        return segments[0] == "contained" && segments.Length > 1
            ? "goes into contained resources, which follow the rule of their own type"
            : null;
    }

    /// <summary>What is wrong with a path to an element that leaves a marker where it is withheld; null when nothing is.</summary>
    public static string? FindCriticalMistake(string path)
    {
        if (FindMistake(path) is { } mistake) return mistake;
        return Array.Exists(Split(path), static s => s[0] == '_' || s.EndsWith(')') || s is "contained" or "meta" or "data" or "extension"
            or "modifierExtension" or "entry" or "resource") ? "names what no marker can stand for" : null;
    }

    /// <summary>The path's names; dots in the URL of an extension part nothing.</summary>
    public static string[] Split(string path)
    {
        var url = path.IndexOf('(', StringComparison.Ordinal);
        if (url < 0) return path.Split('.');
        var last = path.LastIndexOf('.', url) + 1;
        return last == 0 ? [path] : [.. path[..(last - 1)].Split('.'), path[last..]];
    }

    private static bool IsExtension(string segment)
    {
        var url = segment.IndexOf('(', StringComparison.Ordinal);
        return url > 0 && segment[..url] is "extension" or "modifierExtension"
            && segment[^1] == ')' && segment.Length > url + 2
            && segment.AsSpan(url + 1, segment.Length - url - 2).IndexOfAny("()\"\\ ") < 0
            && segment.All(static c => c is > ' ' and < '\x7f');
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
