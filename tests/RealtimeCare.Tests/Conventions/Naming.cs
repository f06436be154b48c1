using System.Reflection;
using System.Runtime.CompilerServices;

namespace RealtimeCare.Tests.Conventions;

public sealed class Naming
{
    private static readonly string[] Vague = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Service", "Base", "Impl", "Processor", "Common", "Shared"];

    // Open to heirs on purpose, each with its reason.
    private static readonly HashSet<string> Open = new(StringComparer.Ordinal);

    // An end, once begun, is not given up halfway.
    private static readonly HashSet<string> Finals = new(StringComparer.Ordinal) { "ISessionEnds" };

    // A service is what the field calls a program that publishes; this record names one.
    private static readonly HashSet<string> Exact = new(StringComparer.Ordinal) { "CareService" };

    [Fact]
    public void Types_are_sealed_unless_listed()
    {
        var open = Product.All.SelectMany(a => a.WrittenTypes())
            .Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false } && !Open.Contains(t.FullName!) && t.Name != "Program");

        Rule.IsBrokenByNothing(open.Select(t => t.FullName));
    }

    [Fact]
    public void Names_say_a_role_of_the_closed_list()
    {
        var vague = Product.All.SelectMany(a => a.WrittenTypes()).Where(t => !Exact.Contains(t.Name) && Vague.Any(v => t.Name.EndsWith(v, StringComparison.Ordinal)));

        Rule.IsBrokenByNothing(vague.Select(t => t.FullName));
    }

    [Fact]
    public void An_asynchronous_method_ends_in_Async()
    {
        // A private callback that awaits nothing only has the shape that a framework asks for.
        var wrong = Methods().Where(m => IsAsynchronous(m.ReturnType) && !m.Name.EndsWith("Async", StringComparison.Ordinal))
            .Where(m => !m.IsPrivate || m.IsDefined(typeof(AsyncStateMachineAttribute)));

        Rule.IsBrokenByNothing(wrong.Select(Name));
    }

    [Fact]
    public void A_cancellation_token_stands_last()
    {
        var wrong = Methods().Where(m => m.GetParameters() is { Length: > 0 } parameters
            && parameters.Any(p => p.ParameterType == typeof(CancellationToken)) && parameters[^1].ParameterType != typeof(CancellationToken));

        Rule.IsBrokenByNothing(wrong.Select(Name));
    }

    [Fact]
    public void A_public_asynchronous_method_can_be_cancelled()
    {
        var wrong = Methods().Where(m => m is { IsPublic: true, DeclaringType.IsPublic: true } && IsAsynchronous(m.ReturnType)
            && m.GetParameters().All(p => p.ParameterType != typeof(CancellationToken)) && !Finals.Contains(m.DeclaringType!.Name));

        Rule.IsBrokenByNothing(wrong.Select(Name));
    }

    [Fact]
    public void A_constructor_needs_at_most_five_things()
    {
        var wrong = Product.ServerSide.SelectMany(a => a.WrittenTypes())
            .Where(t => t.IsClass && t.GetMethod("<Clone>$") is null)
            .Where(t => t.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Any(c => c.GetParameters().Length > 5));

        Rule.IsBrokenByNothing(wrong.Select(t => t.FullName));
    }

    // Names that a framework or the wire gives are not ours to choose: hubs, and what overrides or implements something foreign.
    private static IEnumerable<MethodInfo> Methods() =>
        Product.All.SelectMany(a => a.WrittenTypes())
            .Where(t => t.Namespace?.StartsWith("RealtimeCare.Contracts", StringComparison.Ordinal) != true)
            .Where(t => !typeof(Microsoft.AspNetCore.SignalR.Hub).IsAssignableFrom(t) && !typeof(Delegate).IsAssignableFrom(t))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => !m.IsMade() && !m.IsSpecialName && m.GetBaseDefinition() == m && !Foreign(m.DeclaringType!).Contains(m.Name));

    private static IEnumerable<string> Foreign(Type type) =>
        type.IsInterface ? [] : type.GetInterfaces().Where(IsForeign).SelectMany(i => type.GetInterfaceMap(i).TargetMethods).Select(m => m.Name);

    private static bool IsForeign(Type type) =>
        type.Assembly == Product.Contracts || type.Namespace?.StartsWith("RealtimeCare", StringComparison.Ordinal) != true;

    private static bool IsAsynchronous(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)));

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";
}
