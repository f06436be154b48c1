using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Which audiences would get an event, and what of it: <c>POST /api/v1/events/preview</c>. Nothing was published.</summary>
[DataContract]
public sealed record PreviewResult
{
    /// <summary>Whether its labels would put it into the patient's restricted stream.</summary>
    [DataMember(Name = "restricted")] public required bool Restricted { get; init; }

    /// <summary>Every audience of the policy, in its order.</summary>
    [DataMember(Name = "audiences")] public required IReadOnlyList<AudiencePreview> Audiences { get; init; }
}

/// <summary>
/// What one audience would get. Whether a person of it gets it hangs on more: treatment relationship, consent, scope and purpose.
/// </summary>
[DataContract]
public sealed record AudiencePreview
{
    /// <summary>Its name in the policy.</summary>
    [DataMember(Name = "audience")] public required string Audience { get; init; }

    /// <summary>Whether it would get the event.</summary>
    [DataMember(Name = "receives")] public required bool Receives { get; init; }

    /// <summary>Why not; null when it would.</summary>
    [DataMember(Name = "because")] public WithheldBecause? Because { get; init; }

    /// <summary>The elements that it would see, as paths without values, in the order of the resource.</summary>
    [DataMember(Name = "elements")] public required IReadOnlyList<string> Elements { get; init; }

    /// <summary>How many elements would be kept from it; one counts with everything below it.</summary>
    [DataMember(Name = "withheld")] public required int Withheld { get; init; }
}

/// <summary>Why an audience would not get an event.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WithheldBecause>))]
public enum WithheldBecause
{
    /// <summary>Nobody of this audience follows the topic.</summary>
    [EnumMember(Value = "topic"), JsonStringEnumMemberName("topic")]
    Topic,

    /// <summary>It does not see resources of this type.</summary>
    [EnumMember(Value = "type"), JsonStringEnumMemberName("type")]
    Type,

    /// <summary>It is not cleared for its labels.</summary>
    [EnumMember(Value = "label"), JsonStringEnumMemberName("label")]
    Label,
}
