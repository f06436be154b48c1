using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>Ask why one may or may not follow a patient's topics oneself.</summary>
[DataContract]
public sealed record ExplainAccessRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The patient.</summary>
    [Phi, DataMember(Name = "patient")] public required PatientReference Patient { get; init; }

    /// <summary>The topics; never empty.</summary>
    [DataMember(Name = "topics")] public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Whether it is about the patient's restricted stream.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }
}

/// <summary>
/// Ask why somebody may or may not follow a patient's topics. Exactly one of <see cref="Subject"/> and <see cref="SessionId"/> is
/// given.
/// </summary>
[DataContract]
public sealed record ExplainAccessOfRequest : IHubRequest
{
    /// <inheritdoc/>
    [DataMember(Name = "invocationId")] public required Guid InvocationId { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "connectionToken")] public required string ConnectionToken { get; init; }

    /// <inheritdoc/>
    [DataMember(Name = "timestamp")] public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The person or service.</summary>
    [DataMember(Name = "subject")] public string? Subject { get; init; }

    /// <summary>One live session.</summary>
    [DataMember(Name = "sessionId")] public string? SessionId { get; init; }

    /// <summary>The patient.</summary>
    [Phi, DataMember(Name = "patient")] public required PatientReference Patient { get; init; }

    /// <summary>The topics; never empty.</summary>
    [DataMember(Name = "topics")] public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Whether it is about the patient's restricted stream.</summary>
    [DataMember(Name = "restricted")] public bool Restricted { get; init; }

    /// <summary>The roles to assume of somebody who is not signed in.</summary>
    [DataMember(Name = "roles")] public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The scopes to assume where no token is at hand; null assumes that they cover the question.</summary>
    [DataMember(Name = "scopes")] public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>Why somebody may or may not follow a patient's topics at this moment.</summary>
[DataContract]
public sealed record AccessExplanation
{
    /// <summary>Whether it is permitted.</summary>
    [DataMember(Name = "permitted")] public required bool Permitted { get; init; }

    /// <summary>The name of the audience whose fields would be seen; null when not permitted.</summary>
    [DataMember(Name = "audience")] public string? Audience { get; init; }

    /// <summary>Whether it is about the restricted stream.</summary>
    [DataMember(Name = "restricted")] public required bool Restricted { get; init; }

    /// <summary>When the first fact in it ends; null when not permitted, and in one's own explanation.</summary>
    [DataMember(Name = "validUntil")] public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The hash of the policy document; null in one's own explanation.</summary>
    [DataMember(Name = "policyHash")] public string? PolicyHash { get; init; }

    /// <summary>The factors; all must permit. One's own explanation holds those that are safe to tell.</summary>
    [DataMember(Name = "factors")] public required IReadOnlyList<AccessFactor> Factors { get; init; }

    /// <summary>Whether breaking the glass would be open to the person.</summary>
    [DataMember(Name = "mayBreakGlass")] public required bool MayBreakGlass { get; init; }

    /// <summary>What was taken for the caller.</summary>
    [DataMember(Name = "basis")] public required ExplanationBasis Basis { get; init; }
}

/// <summary>One factor of a decision.</summary>
[DataContract]
public sealed record AccessFactor
{
    /// <summary>Its name, such as <c>relationship</c>.</summary>
    [DataMember(Name = "name")] public required string Name { get; init; }

    /// <summary>Whether it permits.</summary>
    [DataMember(Name = "permits")] public required bool Permits { get; init; }

    /// <summary>Why: a fixed text, or where it comes from, such as <c>attending via Encounter/123</c>.</summary>
    [DataMember(Name = "reason")] public required string Reason { get; init; }
}

/// <summary>What an explanation took for the caller.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExplanationBasis>))]
public enum ExplanationBasis
{
    /// <summary>The token of an open connection.</summary>
    [EnumMember(Value = "connection"), JsonStringEnumMemberName("connection")] Connection,

    /// <summary>The roles of a live session without an open connection; its scopes are assumed.</summary>
    [EnumMember(Value = "session"), JsonStringEnumMemberName("session")] Session,

    /// <summary>What the request said of somebody who is not signed in.</summary>
    [EnumMember(Value = "request"), JsonStringEnumMemberName("request")] Request,
}
