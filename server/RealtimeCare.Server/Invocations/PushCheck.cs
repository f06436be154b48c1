using System.Reflection;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// What a hub pushes passes no filter, so a team's own hub may push nothing that is about a patient: events reach clients through
/// subscriptions alone, decided and shaped for each.
/// </summary>
internal static class PushCheck
{
    /// <summary>Refuses to start with a client interface that can carry a resource or anything marked as PHI.</summary>
    /// <exception cref="InvalidOperationException">It can; the text names every such method.</exception>
    public static void Check(Type client)
    {
        var leaks = client.GetInterfaces().Append(client).SelectMany(face => face.GetMethods()).Where(Leaks).Select(method => method.Name).ToList();
        if (leaks.Count > 0)
            throw new InvalidOperationException(
                $"{client.Name} pushes patient data past every filter: {string.Join(", ", leaks)}. Publish it as an event, and let clients follow.");
    }

    private static bool Leaks(MethodInfo method) => method.GetParameters().Any(parameter =>
        parameter.ParameterType == typeof(object)
        || ResourceTypes.HeldBy(parameter.ParameterType, IsMarked));

    private static bool IsMarked(PropertyInfo property) => property.IsDefined(typeof(PhiAttribute)) || property.PropertyType == typeof(object);
}
