using System.Reflection;

namespace RealtimeCare.Testing;

/// <summary>The hand-written table of who sees what of the built-in policy.</summary>
public static class GoldenPolicy
{
    private static readonly Dictionary<string, List<string[]>> Sections = ReadAll();

    /// <summary>The roles that read, with their topics.</summary>
    public static IReadOnlyDictionary<string, string[]> Topics { get; } =
        Sections["topics"].ToDictionary(line => line[0], line => line[1..]);

    /// <summary>The elements by role and resource type; parts of an element follow it in brackets, <c>!</c> is a marker.</summary>
    public static IReadOnlyDictionary<(string Role, string Type), IReadOnlyList<string>> Elements { get; } =
        Sections["elements"].ToDictionary(line => (line[0], line[1]), line => (IReadOnlyList<string>)[.. Joined(line[2..])]);

    /// <summary>The roles that the table speaks of.</summary>
    public static IEnumerable<string> Roles => Sections["conditions"].Select(line => line[0]).Distinct();

    /// <summary>Whether a role may follow its topics.</summary>
    /// <param name="role">The role.</param>
    /// <param name="relationship"><c>treats</c>, <c>is</c>, <c>acts-for</c> or <c>none</c>.</param>
    /// <param name="consent"><c>none</c>, <c>permits</c> or <c>denies</c>.</param>
    public static bool Permits(string role, string relationship, string consent) =>
        Sections["conditions"].First(line => line[0] == role && Matches(line[1], relationship) && Matches(line[2], consent))[3] == "yes";

    private static bool Matches(string said, string asked) => said == "*" || said == asked;

    // "link(a b)" was split at its spaces.
    private static IEnumerable<string> Joined(IEnumerable<string> words)
    {
        var open = "";
        foreach (var word in words)
        {
            open = open.Length == 0 ? word : open + " " + word;
            if (open.Contains('(', StringComparison.Ordinal) && !open.EndsWith(')')) continue;
            yield return open;
            open = "";
        }
    }

    private static Dictionary<string, List<string[]>> ReadAll()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("who-sees-what.txt")!;
        using var reader = new StreamReader(stream);
        var sections = new Dictionary<string, List<string[]>>();
        var section = "";
        foreach (var line in reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[') sections[section = line.Trim('[', ']')] = [];
            else sections[section].Add([.. line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries)]);
        }

        return sections;
    }
}
