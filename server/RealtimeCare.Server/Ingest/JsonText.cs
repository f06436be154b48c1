using System.Text.Json;
using System.Text.RegularExpressions;

namespace RealtimeCare.Server.Ingest;

/// <summary>Looks at JSON as text, so that a resource stays as its publisher wrote it.</summary>
internal static partial class JsonText
{
    // Only to find out how deep it is: deeper than any limit, and the reader's own state is one bit a level.
    private static readonly JsonReaderOptions Unlimited = new() { MaxDepth = 4096 };

    /// <summary>How deep the JSON is nested.</summary>
    /// <exception cref="JsonException">It is no JSON, or deeper than anything that could be meant.</exception>
    public static int DepthOf(ReadOnlySpan<byte> utf8)
    {
        var depth = 0;
        var reader = new Utf8JsonReader(utf8, Unlimited);
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) depth = Math.Max(depth, reader.CurrentDepth + 1);
        return depth;
    }

    /// <summary>Whether all names and texts are Unicode: an escape may name half a character.</summary>
    /// <param name="utf8">Valid JSON.</param>
    public static bool IsUnicode(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Unlimited);
        try
        {
            while (reader.Read())
                if (reader.ValueIsEscaped && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether a member's name is written with escapes, as no FHIR element needs to be.</summary>
    public static bool HasEscapedNames(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Unlimited);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped) return true;
        return false;
    }

    /// <summary>Whether a member of this name stands anywhere.</summary>
    public static bool HasName(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(utf8, Unlimited);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name)) return true;
        return false;
    }

    /// <summary>The same JSON without white space between its tokens. The tokens stay byte for byte, so no digit is lost.</summary>
    /// <param name="utf8">Valid JSON.</param>
    public static byte[] Minify(ReadOnlySpan<byte> utf8)
    {
        var minified = new byte[utf8.Length];
        var length = 0;
        var inString = false;
        for (var i = 0; i < utf8.Length; i++)
        {
            var one = utf8[i];
            if (!inString && (one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) continue;
            minified[length++] = one;
            if (one == (byte)'"') inString = !inString;
            // What follows a backslash never ends the string.
            else if (one == (byte)'\\') minified[length++] = utf8[++i];
        }
        return minified[..length];
    }

    /// <summary>The text of a top-level property; null when it is missing or no text.</summary>
    /// <param name="utf8">A JSON object.</param>
    public static string? TopLevelText(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> property)
    {
        var reader = new Utf8JsonReader(utf8, Unlimited);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(property);
            reader.Read();
            if (found) return reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? reader.GetString() : null;
            reader.Skip();
        }
        return null;
    }

    /// <summary>The codings of a top-level list of concepts, each as <c>system|code</c>.</summary>
    /// <param name="utf8">A JSON object.</param>
    public static IReadOnlyList<string> TopLevelCodings(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> property)
    {
        var reader = new Utf8JsonReader(utf8, Unlimited);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(property);
            reader.Read();
            if (found) return Codings(JsonElement.ParseValue(ref reader));
            reader.Skip();
        }
        return [];
    }

    private static IReadOnlyList<string> Codings(JsonElement concepts) =>
        [.. Items(concepts).SelectMany(concept => Items(Member(concept, "coding"))).Select(coding => $"{Text(coding, "system")}|{Text(coding, "code")}")];

    private static JsonElement.ArrayEnumerator Items(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>
    /// The part of a path that can be told: it stops before a step that is no plain element name, since a peer may have put
    /// anything where a name should be.
    /// </summary>
    public static string SafePath(string? path)
    {
        var steps = (path ?? "").TrimStart('$').TrimStart('.').Split('.');
        return string.Join('.', steps.TakeWhile(step => PlainStep().IsMatch(step)));
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,63}(\[[0-9]{1,6}\])*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex PlainStep();
}
