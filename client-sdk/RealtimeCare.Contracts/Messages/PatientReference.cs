using System.Runtime.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Names a patient: by the id that the service gave, or by a business identifier. Exactly one of both.</summary>
[DataContract]
public sealed record PatientReference
{
    /// <summary>The id that the service gave this patient in this tenant.</summary>
    [DataMember(Name = "id")] public string? Id { get; init; }

    /// <summary>A business identifier such as a medical record number.</summary>
    [Phi, DataMember(Name = "identifier")] public PatientIdentifier? Identifier { get; init; }

    /// <summary>Names a patient by the service's id.</summary>
    public static PatientReference ById(string id) => new() { Id = id };

    /// <summary>Names a patient by a business identifier.</summary>
    public static PatientReference ByIdentifier(string system, string value) =>
        new() { Identifier = new PatientIdentifier { System = system, Value = value } };

    /// <summary>A constant, since an identifier is PHI.</summary>
    public override string ToString() => "(patient)";
}

/// <summary>A FHIR identifier: a value and the system that it is unique in.</summary>
[DataContract]
public sealed record PatientIdentifier
{
    /// <summary>The URI of the system, at most 256 characters.</summary>
    [DataMember(Name = "system")] public required string System { get; init; }

    /// <summary>The value, at most 256 characters.</summary>
    [Phi, DataMember(Name = "value")] public required string Value { get; init; }

    /// <summary>A constant, since it is PHI.</summary>
    public override string ToString() => "(patient identifier)";
}
