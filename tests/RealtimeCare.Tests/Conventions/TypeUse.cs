using System.Reflection;
using System.Reflection.Emit;

namespace RealtimeCare.Tests.Conventions;

/// <summary>Which types and members a type uses: in its declarations and, instruction by instruction, in its bodies.</summary>
internal static class TypeUse
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    private static readonly Dictionary<Type, Use> Known = [];

    public static Use Of(Type type)
    {
        lock (Known)
        {
            if (Known.TryGetValue(type, out var known)) return known;
            var use = Read(type);
            Known.Add(type, use);
            return use;
        }
    }

    /// <summary>Every use of <paramref name="assembly"/>'s types, as (who, what).</summary>
    public static IEnumerable<(Type User, Type Used)> In(Assembly assembly) =>
        assembly.GetTypes().SelectMany(t => Of(t).Types, (user, used) => (Product.Outermost(user), used)).Distinct();

    private static Use Read(Type type)
    {
        var use = new Use([], []);
        use.Add(type.BaseType);
        foreach (var item in type.GetInterfaces()) use.Add(item);
        foreach (var attribute in type.CustomAttributes) use.Add(attribute.AttributeType);
        foreach (var field in type.GetFields(Declared)) use.Add(field.FieldType);
        foreach (var property in type.GetProperties(Declared)) use.Add(property.PropertyType);
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared))) Read(method, use);
        return use;
    }

    private static void Read(MethodBase method, Use use)
    {
        use.AddSignature(method);
        foreach (var attribute in method.CustomAttributes) use.Add(attribute.AttributeType);
        if (method.GetMethodBody() is not { } body) return;
        foreach (var local in body.LocalVariables) use.Add(local.LocalType);
        foreach (var token in Tokens(body.GetILAsByteArray() ?? []))
            if (Resolve(method, token) is { } member) use.AddMember(member);
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE) value = (short)(0xFE00 | code[at++]);
            var operand = Codes[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, typeArguments, methodArguments);
    }
}

/// <summary>What one type uses.</summary>
internal sealed record Use(HashSet<Type> Types, HashSet<string> Members)
{
    public void Add(Type? type)
    {
        if (type is null || type.IsGenericParameter) return;
        if (type.HasElementType)
        {
            Add(type.GetElementType());
            return;
        }

        foreach (var argument in type.GenericTypeArguments) Add(argument);
        Types.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }

    public void AddMember(MemberInfo member)
    {
        if (member is Type type)
        {
            Add(type);
            return;
        }

        Add(member.DeclaringType);
        var declaring = member.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : member.DeclaringType;
        Members.Add($"{declaring?.FullName}.{member.Name}");
        if (member is FieldInfo field) Add(field.FieldType);
        if (member is MethodBase method) AddSignature(method);
    }

    public void AddSignature(MethodBase method)
    {
        if (method is MethodInfo { ReturnType: var type }) Add(type);
        foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType);
        if (method.IsGenericMethod)
            foreach (var argument in method.GetGenericArguments()) Add(argument);
    }
}
