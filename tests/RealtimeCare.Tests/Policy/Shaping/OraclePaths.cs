using System.Text.RegularExpressions;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>What element paths mean, from their description alone. An extension stands in a path as <c>extension(url)</c>.</summary>
internal static partial class OraclePaths
{
    /// <summary>The names in a path.</summary>
    public static string[] Split(string path) => [.. Segment().Matches(path).Select(m => m.Value)];

    /// <summary>Whether a rule names the place, something above it that holds it, or something below it.</summary>
    public static bool Touches(string[] rule, string[] path) =>
        rule.Length > path.Length ? path.Zip(rule).All(p => Matches(p.Second, p.First)) : IsWhole(rule, path);

    /// <summary>Whether a rule shows all that stands at the place.</summary>
    public static bool IsWhole(string[] rule, string[] path)
    {
        if (rule.Length > path.Length || !rule.Zip(path).All(p => Matches(p.First, p.Second))) return false;
        var keepsExtensions = rule[^1][0] == '_' || IsExtension(rule[^1]);
        for (var i = rule.Length; i < path.Length; i++)
        {
            if (path[i] is "contained" or "valueMeta" || (i == 1 && path is ["meta", "security", ..])) return false;
            if (path[i] == "data" && (keepsExtensions || !path[i - 1].EndsWith("SampledData", StringComparison.Ordinal))) return false;
            if (!keepsExtensions && (IsExtension(path[i]) || path[i][0] == '_')) return false;
        }

        return true;
    }

    /// <summary>Whether a name in a rule stands for a name in a resource.</summary>
    public static bool Matches(string segment, string name)
    {
        if (segment == name) return true;
        if (segment.EndsWith("[x]", StringComparison.Ordinal))
            return name.StartsWith(segment[..^3], StringComparison.Ordinal) && Choice().IsMatch(name[(segment.Length - 3)..]);
        return segment is "extension" or "modifierExtension" && name.StartsWith(segment + "(", StringComparison.Ordinal);
    }

    private static bool IsExtension(string segment) => segment.Split('(')[0] is "extension" or "modifierExtension";

    [GeneratedRegex(@"[^.(]+(\([^)]*\))?")]
    private static partial Regex Segment();

    [GeneratedRegex("^(Base64Binary|Boolean|Canonical|Code|Date|DateTime|Decimal|Id|Instant|Integer|Markdown|Oid|PositiveInt|String|Time|UnsignedInt|Uri|Url|Uuid|Address|Age|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Money|Period|Quantity|Range|Ratio|Reference|SampledData|Signature|Timing|ContactDetail|Contributor|DataRequirement|Expression|ParameterDefinition|RelatedArtifact|TriggerDefinition|UsageContext|Dosage)$")]
    private static partial Regex Choice();
}
