using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace RealtimeCare.Tests.Conventions;

/// <summary>
/// What the packages show to strangers equals a file that somebody approved. A wanted change is approved by copying the
/// received file, which the failure names, over the approved one.
/// </summary>
public sealed class PublicApi
{
    [Theory]
    [InlineData("RealtimeCare.Contracts")]
    [InlineData("RealtimeCare.Client")]
    [InlineData("RealtimeCare.Client.MessagePack")]
    [InlineData("RealtimeCare.Client.Testing")]
    public void The_public_face_is_the_approved_one(string name)
    {
        var approved = SourceTree.File($"tests/RealtimeCare.Tests/Conventions/Approved/{name}.txt");
        var received = ApiText.Of(Assembly.Load(name));

        if (approved.Exists && approved.Text == received) return;

        var path = Path.Combine(AppContext.BaseDirectory, $"{name}.txt");
        File.WriteAllText(path, received);
        var known = approved.Exists ? approved.Lines : [];
        var lines = received.Split('\n');
        Assert.Fail($"The public face of {name} changed. If that is wanted: cp {path} {approved.FullPath}\n"
            + string.Join('\n', known.Except(lines).Select(l => "- " + l).Concat(lines.Except(known).Select(l => "+ " + l))));
    }
}

/// <summary>The public face of an assembly as text: one line a type, one a member, in a fixed order.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.Namespace).Append('.').Append(Name(type)).Append(Bases(type)).Append('\n');
            foreach (var line in Members(type).Distinct().Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type) =>
        type.GetMembers(Declared).Where(IsShown).Select(m => m switch
        {
            FieldInfo { IsLiteral: true } f => $"{f.Name} = {Value(f)}",
            FieldInfo f => $"{Name(f.FieldType)} {f.Name}",
            PropertyInfo p => $"{Name(p.PropertyType)} {p.Name} {{ {Accessors(p)} }}",
            EventInfo e => $"event {Name(e.EventHandlerType!)} {e.Name}",
            ConstructorInfo c => $"new({Parameters(c)})",
            MethodInfo x => $"{(x.IsStatic ? "static " : "")}{Name(x.ReturnType)} {x.Name}({Parameters(x)})",
            _ => m.Name,
        });

    private static bool IsShown(MemberInfo member) => member switch
    {
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not MethodInfo { IsSpecialName: true } => false,
        MethodInfo m => (m.IsPublic || m.IsFamily) && !m.IsSpecialName && m.GetBaseDefinition().DeclaringType != typeof(object),
        ConstructorInfo c => c.IsPublic || c.IsFamily,
        FieldInfo f => (f.IsPublic || f.IsFamily) && !f.IsSpecialName,
        PropertyInfo p => p.GetMethod?.IsPublic == true && p.Name != "EqualityContract",
        EventInfo e => e.AddMethod?.IsPublic == true,
        _ => false,
    };

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        if (type.IsEnum) return "";
        var bases = type.GetInterfaces().Append(type.BaseType).OfType<Type>()
            .Where(b => b != typeof(object) && b != typeof(ValueType) && !b.Name.StartsWith("IEquatable", StringComparison.Ordinal)).Select(Name);
        var text = string.Join(", ", bases.Order(StringComparer.Ordinal));
        return text.Length == 0 ? "" : " : " + text;
    }

    private static string Accessors(PropertyInfo property) => property.SetMethod switch
    {
        { IsPublic: true } set => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "get; init;" : "get; set;",
        _ => "get;",
    };

    private static string Value(FieldInfo field) =>
        Convert.ToString(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)!;

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? "?" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.HasElementType) return Name(type.GetElementType()!) + "[]";
        var name = type.DeclaringType is { } outer ? Name(outer) + "." + type.Name : type.Name;
        return type.IsGenericType ? name.Split('`')[0] + "<" + string.Join(", ", type.GetGenericArguments().Select(Name)) + ">" : name;
    }
}
