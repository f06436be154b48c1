using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Ask for the break-glass grants of the own tenant, newest first, at most 500.</summary>
[DataContract]
public sealed record BreakGlassGrantsRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Only those of this status; null for all.</summary>
    [DataMember(Name = "status")] public BreakGlassStatus? Status { get; init; }
}

/// <summary>The grants.</summary>
[DataContract]
public sealed record BreakGlassGrantsResult
{
    /// <summary>The grants, newest first.</summary>
    [DataMember(Name = "grants")] public required IReadOnlyList<BreakGlassGrant> Grants { get; init; }
}

/// <summary>One grant, as those see it who watch over them. The free texts are there for who may review alone.</summary>
[DataContract]
public sealed record BreakGlassGrant
{
    /// <summary>The grant.</summary>
    [DataMember(Name = "grantId")] public required Guid GrantId { get; init; }

    /// <summary>How it stands.</summary>
    [DataMember(Name = "status")] public required BreakGlassStatus Status { get; init; }

    /// <summary>Who broke the glass.</summary>
    [DataMember(Name = "subject")] public required string Subject { get; init; }

    /// <summary>The session that it belongs to.</summary>
    [DataMember(Name = "sessionId")] public required string SessionId { get; init; }

    /// <summary>The service's id of the patient.</summary>
    [DataMember(Name = "patientId")] public required string PatientId { get; init; }

    /// <summary>The purpose of use.</summary>
    [DataMember(Name = "purpose")] public required string Purpose { get; init; }

    /// <summary>The code of the reason.</summary>
    [DataMember(Name = "reasonCode")] public required string ReasonCode { get; init; }

    /// <summary>The reason in the person's words.</summary>
    [Phi, DataMember(Name = "reason")] public string? Reason { get; init; }

    /// <summary>Why the person was exempt from the fresh sign-in and the attestation, a fixed code; null when not.</summary>
    [DataMember(Name = "exemption")] public string? Exemption { get; init; }

    /// <summary>When it began.</summary>
    [DataMember(Name = "startsAt")] public required DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends, or ended, by itself.</summary>
    [DataMember(Name = "endsAt")] public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When it really ended; null while it lasts.</summary>
    [DataMember(Name = "endedAt")] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What ended it; null while it lasts.</summary>
    [DataMember(Name = "endedBy")] public BreakGlassEnd? EndedBy { get; init; }

    /// <summary>When the person attested it.</summary>
    [DataMember(Name = "attestedAt")] public DateTimeOffset? AttestedAt { get; init; }

    /// <summary>What the person said afterwards.</summary>
    [Phi, DataMember(Name = "statement")] public string? Statement { get; init; }

    /// <summary>When it was reviewed.</summary>
    [DataMember(Name = "reviewedAt")] public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>Who reviewed it.</summary>
    [DataMember(Name = "reviewer")] public string? Reviewer { get; init; }

    /// <summary>What the review found.</summary>
    [DataMember(Name = "verdict")] public BreakGlassVerdict? Verdict { get; init; }

    /// <summary>The reviewer's note.</summary>
    [Phi, DataMember(Name = "note")] public string? Note { get; init; }

    /// <summary>Names the grant without its texts.</summary>
    public override string ToString() => $"grant {GrantId}";
}

/// <summary>How a grant stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakGlassStatus>))]
public enum BreakGlassStatus
{
    /// <summary>It lasts.</summary>
    [EnumMember(Value = "active"), JsonStringEnumMemberName("active")] Active,

    /// <summary>It has ended; the person has yet to attest it. It may be reviewed all the same.</summary>
    [EnumMember(Value = "unattested"), JsonStringEnumMemberName("unattested")] Unattested,

    /// <summary>It has ended and waits for its review.</summary>
    [EnumMember(Value = "unreviewed"), JsonStringEnumMemberName("unreviewed")] Unreviewed,

    /// <summary>It was reviewed.</summary>
    [EnumMember(Value = "reviewed"), JsonStringEnumMemberName("reviewed")] Reviewed,
}

/// <summary>What a review found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakGlassVerdict>))]
public enum BreakGlassVerdict
{
    /// <summary>It was in order.</summary>
    [EnumMember(Value = "inOrder"), JsonStringEnumMemberName("inOrder")] InOrder,

    /// <summary>It was not in order.</summary>
    [EnumMember(Value = "notInOrder"), JsonStringEnumMemberName("notInOrder")] NotInOrder,
}

/// <summary>End somebody's grant at once.</summary>
[DataContract]
public sealed record RevokeBreakGlassRequest : IHubRequest
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

/// <summary>Say whether a grant that has ended was in order. Once, and never of one's own grant.</summary>
[DataContract]
public sealed record ReviewBreakGlassRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The grant.</summary>
    [DataMember(Name = "grantId")] public required Guid GrantId { get; init; }

    /// <summary>What the review found.</summary>
    [DataMember(Name = "verdict")] public required BreakGlassVerdict Verdict { get; init; }

    /// <summary>A note, at most 500 characters.</summary>
    [Phi, DataMember(Name = "note")] public string? Note { get; init; }

    /// <summary>A constant, since the note is PHI.</summary>
    public override string ToString() => "(review)";
}
