using System.Reflection;
using Microsoft.Extensions.Logging;

namespace RealtimeCare.Tests.Conventions;

public sealed class Logs
{
    private static readonly Dictionary<string, int> Ranges = new(StringComparer.Ordinal)
    {
        ["Server.Sessions"] = 1000, ["Server.Access"] = 1100, ["Server.Invocations"] = 1200, ["Policy.Shaping"] = 1300, ["Server.Streams"] = 1400,
        ["Server.Ingest"] = 1500, ["Server.Delivery"] = 1600, ["Server.Backplane"] = 1700, ["Server.Gate"] = 1800, ["Server.Limits"] = 1900,
        ["Audit"] = 2000, ["Identity"] = 3000, ["Host"] = 9000,
    };

    [Fact]
    public void Event_ids_are_in_the_range_of_their_folder()
    {
        var wrong = Methods().Where(m => !IsInRange(m.Method, m.Attribute.EventId));

        Rule.IsBrokenByNothing(wrong.Select(m => $"{Name(m.Method)} = {m.Attribute.EventId}"));
    }

    [Fact]
    public void Event_ids_and_names_are_used_once()
    {
        var twice = Methods().GroupBy(m => m.Attribute.EventId).Where(g => g.Count() > 1);

        Rule.IsBrokenByNothing(twice.Select(g => $"{g.Key}: {string.Join(", ", g.Select(m => Name(m.Method)))}"));
    }

    [Fact]
    public void Event_names_are_the_methods_names()
    {
        var wrong = Methods().Where(m => m.Attribute.EventName != m.Method.Name);

        Rule.IsBrokenByNothing(wrong.Select(m => Name(m.Method)));
    }

    [Fact]
    public void No_log_line_takes_patient_data()
    {
        var wrong = Methods().SelectMany(m => m.Method.GetParameters(), (m, p) => (m.Method, Parameter: p)).Where(x => Phi.IsIn(x.Parameter.ParameterType));

        Rule.IsBrokenByNothing(wrong.Select(x => $"{Name(x.Method)}({x.Parameter.Name})"));
    }

    [Fact]
    public void A_folder_has_one_log_class()
    {
        var twice = Methods().Select(m => m.Method.DeclaringType!).Distinct().GroupBy(t => t.Namespace).Where(g => g.Count() > 1);

        Rule.IsBrokenByNothing(twice.Select(g => $"{g.Key}: {string.Join(", ", g.Select(t => t.Name))}"));
    }

    private static IEnumerable<(MethodInfo Method, LoggerMessageAttribute Attribute)> Methods() =>
        Product.ServerSide.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(m => (m, m.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(m => m.Item2 is not null);

    private static bool IsInRange(MethodInfo method, int id)
    {
        var folder = method.DeclaringType!.Namespace!["RealtimeCare.".Length..];
        var known = Ranges.Where(r => folder == r.Key || folder.StartsWith(r.Key + ".", StringComparison.Ordinal)).Select(r => r.Value).ToList();
        var size = known is [>= 2000] ? 1000 : 100;
        return known is [var first] && id >= first && id < first + size;
    }

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
