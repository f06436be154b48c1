namespace RealtimeCare.Tests.Conventions;

/// <summary>A rule of the house: it names everything that breaks it, one a line.</summary>
internal static class Rule
{
    public static void IsBrokenByNothing(IEnumerable<object?> breaches)
    {
        var all = breaches.Select(b => b?.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        if (all.Count > 0) Assert.Fail(string.Join('\n', all));
    }
}
