using System.Buffers;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Unicode;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;

// The server compiles this same file, so that both ends read and write with one piece of code.
#pragma warning disable IDE0130
namespace RealtimeCare.Contracts.Wire;
#pragma warning restore IDE0130

/// <summary>
/// MessagePack for the messages of the Contracts assembly and nothing else: maps with camelCase string keys. A type that is
/// not part of the contract has no formatter, so nothing a peer sends can make one appear.
/// </summary>
internal sealed class ContractResolver : IFormatterResolver
{
    public static readonly ContractResolver Instance = new();

    /// <summary>The only options that either end uses: this resolver, and hash and depth limits against hostile input.</summary>
    public static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard
        .WithResolver(Instance)
        .WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(16));

    private static readonly Assembly Contracts = typeof(CareError).Assembly;

    private ContractResolver()
    {
    }

    public IMessagePackFormatter<T>? GetFormatter<T>() => Cache<T>.Formatter;

    private static object? Find(Type type)
    {
        if (Simple(type) is { } simple) return simple;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Find(inner) is null ? null : Make(typeof(NullableFormatter<>), inner);
        if (type.IsEnum && type.Assembly == Contracts) return Make(TextEnum.Fits(type) ? typeof(TextEnum<>) : typeof(NumberEnum<>), type);
        if (ItemOf(type) is { } item)
            return Find(item) is null ? null : Make(type.IsArray ? typeof(ArrayFormatter<>) : typeof(InterfaceReadOnlyListFormatter<>), item);
        return null;
    }

    private static object? Simple(Type type) => type switch
    {
        _ when type == typeof(string) => NullableStringFormatter.Instance,
        _ when type == typeof(int) => Int32Formatter.Instance,
        _ when type == typeof(long) => Int64Formatter.Instance,
        _ when type == typeof(bool) => BooleanFormatter.Instance,
        _ when type == typeof(Guid) => GuidFormatter.Instance,
        _ when type == typeof(DateTimeOffset) => new Timestamp(),
        _ when type == typeof(FhirJson) => new Fhir(),
        _ when IsMessage(type) => type,
        _ => null,
    };

    private static bool IsMessage(Type type) =>
        type.IsClass && type.Assembly == Contracts && type.IsDefined(typeof(DataContractAttribute), inherit: false);

    private static Type? ItemOf(Type type)
    {
        if (type.IsSZArray) return type.GetElementType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;
    }

    private static object Make(Type formatter, Type argument) => Activator.CreateInstance(formatter.MakeGenericType(argument))!;

    private static class Cache<T>
    {
        internal static readonly IMessagePackFormatter<T>? Formatter = Find(typeof(T)) switch
        {
            Type => DynamicObjectResolver.Instance.GetFormatter<T>(),
            var formatter => (IMessagePackFormatter<T>?)formatter,
        };
    }

    /// <summary>The timestamp extension (type -1); always UTC.</summary>
    private sealed class Timestamp : IMessagePackFormatter<DateTimeOffset>
    {
        public void Serialize(ref MessagePackWriter writer, DateTimeOffset value, MessagePackSerializerOptions options) =>
            writer.Write(value.UtcDateTime);

        public DateTimeOffset Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => new(reader.ReadDateTime());
    }

    /// <summary>A string that holds the JSON text; nil when there is none.</summary>
    private sealed class Fhir : IMessagePackFormatter<FhirJson>
    {
        public void Serialize(ref MessagePackWriter writer, FhirJson value, MessagePackSerializerOptions options)
        {
            if (value.IsEmpty) writer.WriteNil();
            // White space around it, such as a file's last line break, is no part of the object that the other end insists on.
            else writer.WriteString(value.Utf8.Span.Trim(" \t\r\n"u8));
        }

        public FhirJson Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            if (reader.TryReadNil()) return default;
            var text = reader.ReadStringSequence()?.ToArray() ?? [];
            if (text.Length < 2 || text[0] != (byte)'{' || text[^1] != (byte)'}' || !Utf8.IsValid(text))
                throw new MessagePackSerializationException("A FHIR resource is a JSON object.");
            return new FhirJson(text);
        }
    }

    /// <summary>Codes: an unknown number is kept, since its range still says what to do.</summary>
    private sealed class NumberEnum<T> : IMessagePackFormatter<T> where T : struct, Enum
    {
        public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) =>
            writer.Write(Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture));

        public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
            (T)Enum.ToObject(typeof(T), reader.ReadInt32());
    }

    /// <summary>Names: the same lower-case words as in JSON; another word is refused.</summary>
    private sealed class TextEnum<T> : IMessagePackFormatter<T> where T : struct, Enum
    {
        private readonly Dictionary<T, byte[]> _names =
            Enum.GetValues<T>().ToDictionary(value => value, value => Encoding.UTF8.GetBytes(TextEnum.NameOf(typeof(T), value)));

        public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) =>
            writer.WriteString(_names.TryGetValue(value, out var name) ? name : throw new MessagePackSerializationException("Not a value of the contract."));

        public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            // Compared as bytes: a string would be made and thrown away for every event.
            var text = reader.ReadStringSequence() ?? default;
            foreach (var (value, name) in _names)
            {
                if (text.Length == name.Length && new SequenceReader<byte>(text).IsNext(name)) return value;
            }

            throw new MessagePackSerializationException("Not a value of the contract.");
        }
    }

    private static class TextEnum
    {
        internal static bool Fits(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).All(HasName);

        internal static string NameOf(Type type, object value) =>
            type.GetField(value.ToString()!)!.GetCustomAttribute<EnumMemberAttribute>()!.Value!;

        private static bool HasName(FieldInfo field) => field.GetCustomAttribute<EnumMemberAttribute>()?.Value is not null;
    }
}
