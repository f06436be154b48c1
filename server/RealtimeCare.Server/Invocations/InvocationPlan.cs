using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Invocations;

/// <summary>What the filters need to know of a hub method, worked out once at start.</summary>
/// <param name="Operation">Its operation.</param>
/// <param name="CarriesResources">Whether its answer holds FHIR resources.</param>
/// <param name="IsContinuous">Whether it runs as long as the connection.</param>
internal sealed record InvocationPlan(Operation Operation, bool CarriesResources, bool IsContinuous)
{
    /// <summary>What it answers with a stream of; null when its answer is none.</summary>
    public Type? Streamed { get; private init; }

    /// <summary>Whether it changes something, so that a repeated call must not run again. What is streamed cannot be kept.</summary>
    public bool IsOnce { get; private init; }

    /// <summary>Plans every method of a hub.</summary>
    /// <exception cref="InvalidOperationException">A method lacks something; the text lists all that do.</exception>
    public static Dictionary<MethodInfo, InvocationPlan> OfHub(Type hub)
    {
        Dictionary<MethodInfo, InvocationPlan> plans = [];
        List<string> failures = [];
        foreach (var method in MethodsOf(hub))
        {
            if (Failure(method) is { } failure) failures.Add($"{hub.Name}.{method.Name} {failure}");
            else plans[method] = Of(method);
        }
        if (failures.Count > 0) throw new InvalidOperationException("Hubs cannot start: " + string.Join("; ", failures) + ".");
        return plans;
    }

    internal static IEnumerable<MethodInfo> MethodsOf(Type hub) =>
        hub.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => !method.IsSpecialName && method.GetBaseDefinition().DeclaringType is { } declared
                && declared != typeof(object) && declared != typeof(Hub)
                && !(declared.IsGenericType && declared.GetGenericTypeDefinition() == typeof(Hub<>)));

    private static string? Failure(MethodInfo method)
    {
        if (method.GetCustomAttribute<OperationAttribute>() is null) return "names no operation";
        if (method.IsDefined(typeof(AuthorizeAttribute), true)) return "carries [Authorize], whose denials no filter sees";
        if (method.GetParameters() is not [{ } first, ..] || !typeof(IHubRequest).IsAssignableFrom(first.ParameterType))
            return "does not take a request record first";
        if (IsStream(method.ReturnType) && HoldsResource(method.ReturnType)) return "streams resources, which pass no filter";
        var answer = AnswerOf(method);
        return answer is not null && HoldsResource(answer) && !IsShapeable(answer) ? "answers with resources that cannot be shaped" : null;
    }

    private static InvocationPlan Of(MethodInfo method)
    {
        var isAboutPatient = typeof(IPatientBound).IsAssignableFrom(method.GetParameters()[0].ParameterType);
        var named = method.GetCustomAttribute<OperationAttribute>()!;
        var carriesResources = AnswerOf(method) is { } answer && IsShapeable(answer);
        var operation = named.Resolve(isAboutPatient);
        return new InvocationPlan(operation, carriesResources, named.IsContinuous)
        {
            IsOnce = ChangesOnce(operation) && !named.IsContinuous && method.GetParameters().Length == 1 && !IsStream(method.ReturnType),
            Streamed = IsStream(method.ReturnType, typeof(IAsyncEnumerable<>)) ? AnswerOf(method) : null,
        };
    }

    // A following may have been taken over since it was ended: whoever asks for the end again wants it carried out again.
    private static bool ChangesOnce(Operation operation) => operation.Kind != OperationKind.Read && operation != Operations.StreamUnsubscribe;

    private static Type? AnswerOf(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;

    private static bool IsStream(Type answer) =>
        answer.IsGenericType && answer.GetGenericTypeDefinition() is { } kind && kind != typeof(Task<>) && kind != typeof(ValueTask<>);

    private static bool IsStream(Type answer, Type kind) => answer.IsGenericType && answer.GetGenericTypeDefinition() == kind;

    private static bool IsShapeable(Type answer) =>
        !answer.IsValueType && answer.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ICarriesResources<>));

    private static bool HoldsResource(Type answer) => ResourceTypes.HeldBy(answer, static _ => false);
}
