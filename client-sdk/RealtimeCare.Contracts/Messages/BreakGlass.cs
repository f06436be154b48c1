using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>
/// Break the glass: reach one patient for a while without what is otherwise needed. It needs a recent sign-in; everything about
/// it is recorded and reviewed.
/// </summary>
[DataContract]
public sealed record BreakGlassRequest : IPatientBound
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <inheritdoc/>
    [Phi, DataMember(Name = "patient")] public required PatientReference Patient { get; init; }

    /// <summary>The purpose of use, a code of v3-ActReason: <c>ETREAT</c> or <c>BTG</c>.</summary>
    [DataMember(Name = "purpose")] public required string Purpose { get; init; }

    /// <summary>Why, as one of the policy's codes, such as <c>emergency</c>.</summary>
    [DataMember(Name = "reasonCode")] public required string ReasonCode { get; init; }

    /// <summary>Why, in the person's own words: 1 to 500 characters. Kept encrypted, shown to the reviewer alone.</summary>
    [Phi, DataMember(Name = "reason")] public required string Reason { get; init; }

    /// <summary>For how many minutes; null for the policy's default. More than the policy allows is refused.</summary>
    [DataMember(Name = "ttlMinutes")] public int? TtlMinutes { get; init; }

    /// <summary>
    /// Whether the patient's restricted stream is wanted: who may follow the patient anyway then still needs a grant where the
    /// clearance is missing.
    /// </summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>A constant, since the reason is PHI.</summary>
    public override string ToString() => "(break the glass)";
}

/// <summary>The glass is broken, or need not be.</summary>
[DataContract]
public sealed record BreakGlassResult
{
    /// <summary>The grant; null when none was needed.</summary>
    [DataMember(Name = "grantId")] public Guid? GrantId { get; init; }

    /// <summary>Whether it was needed. If not, nothing was granted: everything asked for is permitted as it is.</summary>
    [DataMember(Name = "needed")] public required bool Needed { get; init; }

    /// <summary>Why it was not needed, a fixed code; null when it was.</summary>
    [DataMember(Name = "because")] public string? Because { get; init; }

    /// <summary>When the grant begins.</summary>
    [DataMember(Name = "startsAt")] public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When the grant ends by itself.</summary>
    [DataMember(Name = "endsAt")] public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What to show for as long as the grant lasts; null when none was needed.</summary>
    [DataMember(Name = "banner")] public BreakGlassBanner? Banner { get; init; }
}

/// <summary>What an app shows, visibly and all the time, while a grant lasts.</summary>
[DataContract]
public sealed record BreakGlassBanner
{
    /// <summary>The service's id of the patient.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>The purpose of use.</summary>
    [DataMember(Name = "purpose")] public required string Purpose { get; init; }

    /// <summary>When it ends by itself.</summary>
    [DataMember(Name = "endsAt")] public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Whether the person must say afterwards why it was needed.</summary>
    [DataMember(Name = "attestationRequired")] public required bool AttestationRequired { get; init; }
}

/// <summary>End one's own grant before its time.</summary>
[DataContract]
public sealed record EndBreakGlassRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The grant; one that has ended is no error.</summary>
    [DataMember(Name = "grantId")] public required Guid GrantId { get; init; }
}

/// <summary>Say afterwards why one broke the glass. From any session of the same person, once.</summary>
[DataContract]
public sealed record AttestBreakGlassRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The grant.</summary>
    [DataMember(Name = "grantId")] public required Guid GrantId { get; init; }

    /// <summary>What was done and why it was needed: 1 to 500 characters.</summary>
    [Phi, DataMember(Name = "statement")] public required string Statement { get; init; }

    /// <summary>A constant, since the statement is PHI.</summary>
    public override string ToString() => "(attestation)";
}

/// <summary>A grant of this session has ended: take the banner down.</summary>
[DataContract]
public sealed record BreakGlassEnded
{
    /// <summary>The grant.</summary>
    [DataMember(Name = "grantId")] public required Guid GrantId { get; init; }

    /// <summary>What ended it.</summary>
    [DataMember(Name = "reason")] public required BreakGlassEnd Reason { get; init; }
}

/// <summary>What ended a grant.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakGlassEnd>))]
public enum BreakGlassEnd
{
    /// <summary>Its time was over.</summary>
    [EnumMember(Value = "time"), JsonStringEnumMemberName("time")] Time,

    /// <summary>The person ended it.</summary>
    [EnumMember(Value = "self"), JsonStringEnumMemberName("self")] Self,

    /// <summary>A privacy officer or administrator ended it.</summary>
    [EnumMember(Value = "revoked"), JsonStringEnumMemberName("revoked")] Revoked,

    /// <summary>The session that it belonged to ended.</summary>
    [EnumMember(Value = "session"), JsonStringEnumMemberName("session")] Session,
}
