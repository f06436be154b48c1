using System.Reflection;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Conventions;

/// <summary>Finds patient data in types.</summary>
internal static class Phi
{
    /// <summary>Whether a type, or anything it is made of, carries a property marked as patient data.</summary>
    public static bool IsIn(Type type) => IsIn(type, []);

    private static bool IsIn(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type)) return false;
        if (type == typeof(FhirJson)) return true;
        if (type.HasElementType) return IsIn(type.GetElementType()!, seen);
        if (type.GenericTypeArguments.Any(a => IsIn(a, seen))) return true;
        if (type.Namespace?.StartsWith("RealtimeCare", StringComparison.Ordinal) != true) return false;
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Any(p => p.IsDefined(typeof(PhiAttribute)) || IsIn(p.PropertyType, seen));
    }
}
