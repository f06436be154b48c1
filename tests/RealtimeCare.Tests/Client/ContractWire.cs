using System.Collections;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using MessagePack;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Contracts.Wire;

namespace RealtimeCare.Tests.Client;

/// <summary>Every message means the same in JSON and in MessagePack.</summary>
public sealed class ContractWire
{
    private static readonly JsonSerializerOptions Json = new JsonHubProtocolOptions().PayloadSerializerOptions;
    private static readonly JsonSerializerOptions Generated = WireJson.CreateOptions();

    public static TheoryData<string> Messages => [.. typeof(CareError).Assembly.GetExportedTypes()
        .Where(type => type.IsDefined(typeof(DataContractAttribute))).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_survives_both_protocols(string name)
    {
        var type = typeof(CareError).Assembly.GetExportedTypes().Single(t => t.Name == name && t.IsDefined(typeof(DataContractAttribute)));
        var message = Samples.Of(type)!;
        var text = JsonSerializer.Serialize(message, type, Json);

        var packed = MessagePackSerializer.Serialize(type, message, ContractResolver.Options);

        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, type, Json), type, Json));
        Assert.Equal(text, JsonSerializer.Serialize(MessagePackSerializer.Deserialize(type, packed, ContractResolver.Options), type, Json));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_sdk_writes_and_reads_a_message_without_reflection(string name)
    {
        var type = typeof(CareError).Assembly.GetExportedTypes().Single(t => t.Name == name && t.IsDefined(typeof(DataContractAttribute)));
        var message = Samples.Of(type)!;

        var text = JsonSerializer.Serialize(message, Generated.GetTypeInfo(type));

        Assert.Equal(JsonSerializer.Serialize(message, type, Json), text);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, Generated.GetTypeInfo(type)), type, Json));
    }

    // The other end takes nothing but an object, and a file that is published as it is ends with a line break.
    [Fact]
    public void White_space_around_a_resource_is_not_sent()
    {
        var resource = FhirJson.Parse("\r\n\t {\"a\": [1 ]}\n");

        var packed = MessagePackSerializer.Serialize(resource, ContractResolver.Options);

        Assert.Equal("""{"a": [1 ]}""", MessagePackSerializer.Deserialize<FhirJson>(packed, ContractResolver.Options).ToJson());
    }

    [Fact]
    public void Only_the_messages_of_the_contract_are_generated()
    {
        Assert.False(Generated.TryGetTypeInfo(typeof(Version), out _));
        Assert.False(Generated.TryGetTypeInfo(typeof(Dictionary<string, string>), out _));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Both_protocols_use_the_same_keys(string name)
    {
        var type = typeof(CareError).Assembly.GetExportedTypes().Single(t => t.Name == name && t.IsDefined(typeof(DataContractAttribute)));
        var message = Samples.Of(type)!;

        var packed = MessagePackSerializer.Deserialize<Dictionary<string, object>>(
            MessagePackSerializer.Serialize(type, message, ContractResolver.Options), MessagePackSerializerOptions.Standard);

        var keys = JsonSerializer.SerializeToElement(message, type, Json).EnumerateObject().Select(property => property.Name);
        Assert.Equal(keys.Order(StringComparer.Ordinal), packed.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_have_the_form_that_stock_clients_read()
    {
        var packed = MessagePackSerializer.Serialize(Batches.Durable(3) with { Severity = EventSeverity.Critical }, ContractResolver.Options);

        var plain = MessagePackSerializer.Deserialize<Dictionary<string, object>>(packed, MessagePackSerializerOptions.Standard);
        Assert.Equal("critical", plain["severity"]);
        Assert.IsType<DateTime>(plain["publishedAt"]);
        Assert.Equal(Batches.Resource.ToJson(), plain["resource"]);
        Assert.Equal(36, Assert.IsType<string>(plain["eventId"]).Length);
    }

    [Fact]
    public void A_type_outside_the_contract_has_no_formatter()
    {
        Assert.Null(ContractResolver.Instance.GetFormatter<Version>());
        Assert.Null(ContractResolver.Instance.GetFormatter<object>());
        Assert.Null(ContractResolver.Instance.GetFormatter<Dictionary<string, string>>());
        Assert.Null(ContractResolver.Instance.GetFormatter<IReadOnlyList<Version>>());
    }

    [Fact]
    public void A_word_that_is_none_of_the_contract_is_refused()
    {
        var packed = MessagePackSerializer.Serialize("urgent");

        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<EventSeverity>(packed, ContractResolver.Options));
    }

    [Fact]
    public void An_unknown_reason_is_kept_since_its_range_says_what_to_do()
    {
        var packed = MessagePackSerializer.Serialize(3599);

        Assert.True(MessagePackSerializer.Deserialize<EndReason>(packed, ContractResolver.Options).EndsSession());
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("x")]
    [InlineData("")]
    public void A_resource_that_is_no_object_is_refused(string text)
    {
        var packed = MessagePackSerializer.Serialize(text);

        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<FhirJson>(packed, ContractResolver.Options));
    }

    private static class Samples
    {
        public static object? Of(Type type)
        {
            if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner);
            if (type == typeof(string)) return "text";
            if (type == typeof(int)) return 17;
            if (type == typeof(long)) return 1L << 40;
            if (type == typeof(bool)) return true;
            if (type == typeof(Guid)) return Guid.Parse("6d6f2f3e-0a7b-4c1d-9e8f-001122334455");
            if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 3, 1, 8, 9, 10, TimeSpan.Zero).AddTicks(1_234_567);
            if (type == typeof(FhirJson)) return Batches.Resource;
            if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
            return type.IsGenericType ? ListOf(type.GetGenericArguments()[0]) : MessageOf(type);
        }

        private static object ListOf(Type item)
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Of(item));
            list.Add(Of(item));
            return list;
        }

        private static object MessageOf(Type type)
        {
            var message = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties().Where(p => p.IsDefined(typeof(DataMemberAttribute))))
                property.SetValue(message, Of(property.PropertyType));
            return message;
        }
    }
}
