using System.Reflection;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Invocations;

/// <summary>Finds resources in the types of messages, also within lists and nested records.</summary>
internal static class ResourceTypes
{
    /// <summary>Whether a resource, or a property for which <paramref name="isMarked"/> holds, stands anywhere in a type.</summary>
    public static bool HeldBy(Type type, Func<PropertyInfo, bool> isMarked) => HeldBy(type, isMarked, []);

    private static bool HeldBy(Type type, Func<PropertyInfo, bool> isMarked, HashSet<Type> seen)
    {
        if (type == typeof(FhirJson) || type == typeof(CareEvent)) return true;
        if (type.GetElementType() is { } element && HeldBy(element, isMarked, seen)) return true;
        if (!seen.Add(type) || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true && !type.IsGenericType) return false;
        return type.GetGenericArguments().Any(argument => HeldBy(argument, isMarked, seen))
            || type.GetProperties().Any(property => isMarked(property) || HeldBy(property.PropertyType, isMarked, seen));
    }
}
