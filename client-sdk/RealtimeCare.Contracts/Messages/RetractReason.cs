using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Why a publisher takes an event back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RetractReason>))]
public enum RetractReason
{
    /// <summary>It should never have been entered.</summary>
    [EnumMember(Value = "enteredInError"), JsonStringEnumMemberName("enteredInError")] EnteredInError,

    /// <summary>It is about another patient.</summary>
    [EnumMember(Value = "wrongPatient"), JsonStringEnumMemberName("wrongPatient")] WrongPatient,

    /// <summary>Another event says the same better.</summary>
    [EnumMember(Value = "superseded"), JsonStringEnumMemberName("superseded")] Superseded,
}
