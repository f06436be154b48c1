using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams;

/// <summary>Names a stream: there are two per patient and two per person of a tenant.</summary>
/// <param name="IsRestricted">
/// Whether it is the one of events whose labels lie above normal. It has offsets of its own: whoever is not cleared for it cannot
/// count what lies in it.
/// </param>
public readonly record struct StreamKey(TenantId Tenant, PatientId Patient, bool IsRestricted = false)
{
    // No patient id can hold the separator.
    private const string RestrictedMark = "#restricted";
    private const string InboxMark = "#inbox#";

    /// <summary>Whose inbox it is; null for a patient's stream.</summary>
    public SubjectId? Recipient { get; init; }

    /// <summary>A person's inbox.</summary>
    public static StreamKey InboxOf(TenantId tenant, SubjectId person, bool isRestricted = false) =>
        new(tenant, default, isRestricted) { Recipient = person };

    /// <summary>The stream's subject as stores keep it.</summary>
    internal string Subject => IsRestricted ? PlainSubject + RestrictedMark : PlainSubject;

    private string PlainSubject => Recipient is { } person ? InboxMark + person.Value : Patient.Value;

    /// <summary>The stream of a subject as stores keep it.</summary>
    internal static StreamKey OfSubject(TenantId tenant, string subject)
    {
        var isRestricted = subject.EndsWith(RestrictedMark, StringComparison.Ordinal);
        var plain = isRestricted ? subject[..^RestrictedMark.Length] : subject;
        return plain.StartsWith(InboxMark, StringComparison.Ordinal)
            ? InboxOf(tenant, SubjectId.Parse(plain[InboxMark.Length..]), isRestricted)
            : new StreamKey(tenant, PatientId.Parse(plain), isRestricted);
    }

    /// <summary>A constant: which patient it is about is itself health data.</summary>
    public override string ToString() => "(stream)";
}
