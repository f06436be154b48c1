namespace RealtimeCare.Policy.Access;

/// <summary>A relationship between a person and a patient.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Patient">The patient.</param>
/// <param name="Because">Where it comes from and as what, such as <c>attending via Encounter/123</c>.</param>
/// <param name="From">When it begins; null means it always was.</param>
/// <param name="Until">When it ends; null means no end is known.</param>
public sealed record Relationship(SubjectId Subject, PatientId Patient, string Because, DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>What kind it is: a treatment relationship never serves a proxy, nor the other way round.</summary>
    public RelationshipKind Kind { get; init; }

    /// <summary>As what the person takes part: the words before <c>via</c>. The policy's grace periods go by it.</summary>
    public ReadOnlySpan<char> Part =>
        Because.IndexOf(" via ", StringComparison.Ordinal) is var end and >= 0 ? Because.AsSpan(0, end) : Because;
}

/// <summary>What a relationship is for.</summary>
public enum RelationshipKind
{
    /// <summary>The person treats the patient.</summary>
    Treatment,

    /// <summary>The person acts for the patient: a parent, a guardian.</summary>
    Proxy,
}
