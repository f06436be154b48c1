using System.Reflection;
using System.Runtime.CompilerServices;

namespace RealtimeCare.Tests.Conventions;

/// <summary>The assemblies that ship, and what their types use.</summary>
internal static class Product
{
    public static Assembly Contracts { get; } = Assembly.Load("RealtimeCare.Contracts");

    public static Assembly Client { get; } = Assembly.Load("RealtimeCare.Client");

    public static Assembly MessagePack { get; } = Assembly.Load("RealtimeCare.Client.MessagePack");

    public static Assembly ClientTesting { get; } = Assembly.Load("RealtimeCare.Client.Testing");

    public static Assembly Audit { get; } = Assembly.Load("RealtimeCare.Audit");

    public static Assembly Policy { get; } = Assembly.Load("RealtimeCare.Policy");

    public static Assembly Server { get; } = Assembly.Load("RealtimeCare.Server");

    public static Assembly Identity { get; } = Assembly.Load("RealtimeCare.Identity");

    public static Assembly Host { get; } = Assembly.Load("RealtimeCare.Host");

    public static IReadOnlyList<Assembly> ServerSide { get; } = [Audit, Policy, Server, Identity, Host];

    public static IReadOnlyList<Assembly> All { get; } = [Contracts, Client, MessagePack, ClientTesting, .. ServerSide];

    /// <summary>The types that people wrote.</summary>
    public static IEnumerable<Type> WrittenTypes(this Assembly assembly) =>
        assembly.GetTypes().Where(t => !Outermost(t).IsMade() && !t.IsMade());

    public static bool IsMade(this MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || member.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
        || member.Name.Contains('<', StringComparison.Ordinal)
        || (member is Type type && type.Namespace?.StartsWith("RealtimeCare", StringComparison.Ordinal) != true);

    /// <summary>Closures and state machines count as their outermost type.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }

    /// <summary>The folder of a type inside its project: <c>Delivery</c> of <c>RealtimeCare.Server.Delivery.Lanes</c>.</summary>
    public static string FolderOf(Type type)
    {
        var project = type.Assembly.GetName().Name!;
        var name = Outermost(type).Namespace ?? project;
        if (!name.StartsWith(project + ".", StringComparison.Ordinal)) return "";
        return name[(project.Length + 1)..].Split('.')[0];
    }
}
