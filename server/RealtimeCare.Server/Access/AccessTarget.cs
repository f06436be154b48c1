using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Access;

/// <summary>What of a patient somebody asks for.</summary>
/// <param name="Patient">The patient; null for one that the tenant does not have.</param>
/// <param name="Topics">The topics.</param>
/// <param name="IsRestricted">Whether it is about the restricted stream.</param>
/// <param name="Audience">A narrower audience that is asked for; null for the caller's own.</param>
internal sealed record AccessTarget(PatientId? Patient, IReadOnlyList<string> Topics, bool IsRestricted = false, string? Audience = null)
{
    /// <summary>Whose inbox it is about; null when it is about a patient.</summary>
    public SubjectId? Recipient { get; init; }

    /// <summary>What is asked for.</summary>
    public Operation Following => Recipient is null ? Operations.StreamSubscribe : Operations.StreamInbox;

    /// <summary>The caller's own inbox. Nobody can ask for another one.</summary>
    public static AccessTarget InboxOf(Caller caller, bool isRestricted, string? audience) =>
        new(null, [RealtimeCareProtocol.InboxTopic], isRestricted, audience) { Recipient = caller.Subject };

    /// <summary>The target of what is not about a patient.</summary>
    public static AccessTarget None { get; } = new(null, []);

    public static AccessTarget Of(IPatientRequest request, PatientId? patient) =>
        new(patient, request.Topics, request.Restricted, request.Audience);

    public static AccessTarget Of(ResumedSubscription resumed, PatientId? patient) =>
        new(patient, resumed.Topics, resumed.Restricted, resumed.Audience);

    /// <summary>The stream it is about, of a patient that is known.</summary>
    public StreamKey StreamOf(TenantId tenant) =>
        Recipient is { } person ? StreamKey.InboxOf(tenant, person, IsRestricted) : new StreamKey(tenant, Patient!.Value, IsRestricted);
}
