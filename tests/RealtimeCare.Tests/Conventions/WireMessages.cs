using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Conventions;

public sealed class WireMessages
{
    private static readonly string[] KnownPhi =
    [
        "AttestBreakGlassRequest.Statement", "BreakGlassGrant.Note", "BreakGlassGrant.Reason", "BreakGlassGrant.Statement",
        "BreakGlassRequest.Patient", "BreakGlassRequest.Reason", "CareEvent.ConsentReference", "CareEvent.Resource",
        "EventBatch.Events", "ExplainAccessOfRequest.Patient", "ExplainAccessRequest.Patient", "PatientIdentifier.Value",
        "PatientReference.Identifier", "PublishBatchRequest.Events", "PublishRequest.Patient", "PublishRequest.Resource",
        "QuarantinedContent.Request",
        "ReceiversRequest.Patient", "ResumeRequest.Subscriptions", "ReviewBreakGlassRequest.Note", "SnapshotRequest.Patient", "SnapshotResult.Events",
        "SubscribeRequest.Patient",
    ];

    [Fact]
    public void Every_message_is_a_sealed_record()
    {
        var wrong = Types().Where(t => !t.IsSealed || t.GetMethod("<Clone>$") is null || !t.IsDefined(typeof(DataContractAttribute)));

        Rule.IsBrokenByNothing(wrong.Select(t => t.Name));
    }

    [Fact]
    public void Every_property_is_set_once_and_named_on_the_wire_as_in_the_code()
    {
        var wrong = Properties().Where(p => !IsInitOnly(p) || p.GetCustomAttribute<DataMemberAttribute>()?.Name != Camel(p.Name));

        Rule.IsBrokenByNothing(wrong.Select(p => $"{p.DeclaringType!.Name}.{p.Name}"));
    }

    [Fact]
    public void Patient_data_stands_only_where_it_is_known_to_stand()
    {
        var marked = Properties().Where(p => p.IsDefined(typeof(PhiAttribute))).Select(p => $"{p.DeclaringType!.Name}.{p.Name}");

        Assert.Equal(KnownPhi, marked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_message_with_patient_data_says_nothing_of_it_as_text()
    {
        var wrong = Types()
            .Where(t => t.GetProperties().Any(p => p.IsDefined(typeof(PhiAttribute)) && PrintsItself(p.PropertyType)))
            .Where(t => t.GetMethod(nameof(ToString), Type.EmptyTypes)!.IsDefined(typeof(CompilerGeneratedAttribute)));

        Rule.IsBrokenByNothing(wrong.Select(t => t.Name));
    }

    [Fact]
    public void Only_a_batch_brings_patient_data_to_a_client_unasked()
    {
        var wrong = typeof(ICareClient).GetInterfaces().Append(typeof(ICareClient)).Append(typeof(IAdminClient))
            .SelectMany(i => i.GetMethods())
            .Where(m => m.GetParameters().Any(p => p.ParameterType != typeof(EventBatch) && Phi.IsIn(p.ParameterType)));

        Rule.IsBrokenByNothing(wrong.Select(m => m.Name));
    }

    [Fact]
    public void A_value_of_a_list_has_one_name_in_both_protocols()
    {
        var wrong = Product.Contracts.GetTypes().Where(t => t.IsEnum && t != typeof(ErrorCode) && t != typeof(EndReason))
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(f => f.GetCustomAttribute<EnumMemberAttribute>()?.Value is not { } name
                || name != f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name || name != Camel(f.Name));

        Rule.IsBrokenByNothing(wrong.Select(f => $"{f.DeclaringType!.Name}.{f.Name}"));
    }

    private static IEnumerable<Type> Types() =>
        Product.Contracts.GetExportedTypes()
            .Where(t => t.Namespace == typeof(Welcome).Namespace && t.IsClass && !typeof(Attribute).IsAssignableFrom(t) && !typeof(JsonConverter).IsAssignableFrom(t));

    private static IEnumerable<PropertyInfo> Properties() =>
        Types().SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    // Lists print their type and the marked value types a constant; a string or a record would print what it holds.
    private static bool PrintsItself(Type type) => type == typeof(string) || type.IsValueType && type != typeof(FhirJson);

    private static bool IsInitOnly(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
