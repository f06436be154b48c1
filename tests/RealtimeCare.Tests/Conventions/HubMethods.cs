using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Conventions;

public sealed class HubMethods
{
    // What a reviewer must read to review is no resource that could be shaped; who may not review gets the answer without it.
    private static readonly HashSet<string> Reviewed = new(StringComparer.Ordinal) { "RealtimeCare.Server.Hubs.AdminHub.BreakGlassGrants" };

    [Fact]
    public void Every_hub_method_names_its_operation()
    {
        var wrong = Methods().Where(m => m.CustomAttributes.Count(a => a.AttributeType.Name == "OperationAttribute") != 1);

        Rule.IsBrokenByNothing(wrong.Select(Name));
    }

    [Fact]
    public void No_hub_method_is_guarded_by_the_framework()
    {
        var wrong = Methods().Where(m => m.GetCustomAttributes(inherit: true).Any(a => a is IAuthorizeData or IAllowAnonymous));

        Rule.IsBrokenByNothing(wrong.Select(Name));
    }

    [Fact]
    public void Every_hub_method_takes_one_request_envelope()
    {
        var wrong = Methods().Where(m => m.GetParameters() is not [var first, ..] || !typeof(IHubRequest).IsAssignableFrom(first.ParameterType));

        Rule.IsBrokenByNothing(wrong.Select(Name));
    }

    [Fact]
    public void An_answer_with_patient_data_can_be_shaped()
    {
        var wrong = Methods().Where(m => Result(m) is { } result && Phi.IsIn(result) && !CanBeShaped(result) && !Reviewed.Contains(Name(m)));

        Rule.IsBrokenByNothing(wrong.Select(Name));
    }

    private static IEnumerable<MethodInfo> Methods() =>
        Product.ServerSide.SelectMany(a => a.GetTypes())
            .Where(t => typeof(Hub).IsAssignableFrom(t) && !t.IsAbstract)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(m => m.GetBaseDefinition().DeclaringType is { } d && d != typeof(Hub) && d != typeof(object) && !IsFrameworks(d))
            .Where(m => !m.IsSpecialName && m.Name != nameof(IDisposable.Dispose));

    private static bool IsFrameworks(Type type) => type.Namespace?.StartsWith("Microsoft.", StringComparison.Ordinal) == true;

    private static Type? Result(MethodInfo method) => method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;

    private static bool CanBeShaped(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICarriesResources<>));

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";
}
