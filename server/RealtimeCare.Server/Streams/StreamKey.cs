using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams;

/// <summary>Names a stream: there are two per patient of a tenant.</summary>
/// <param name="IsRestricted">
/// Whether it is the one of events whose labels lie above normal. It has offsets of its own: whoever is not cleared for it cannot
/// count what lies in it.
/// </param>
public readonly record struct StreamKey(TenantId Tenant, PatientId Patient, bool IsRestricted = false)
{
    // No patient id can hold the separator.
    private const string RestrictedMark = "#restricted";

    /// <summary>The stream's subject as stores keep it.</summary>
    internal string Subject => IsRestricted ? Patient.Value + RestrictedMark : Patient.Value;

    /// <summary>The stream of a subject as stores keep it.</summary>
    internal static StreamKey OfSubject(TenantId tenant, string subject) => subject.EndsWith(RestrictedMark, StringComparison.Ordinal)
        ? new StreamKey(tenant, PatientId.Parse(subject[..^RestrictedMark.Length]), IsRestricted: true)
        : new StreamKey(tenant, PatientId.Parse(subject));

    /// <summary>A constant: which patient it is about is itself health data.</summary>
    public override string ToString() => "(stream)";
}
