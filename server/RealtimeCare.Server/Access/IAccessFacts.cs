using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>The facts that access is decided on, always from memory.</summary>
public interface IAccessFacts
{
    /// <summary>What is known about a person and a patient; empty when nothing is.</summary>
    AccessFacts Read(TenantId tenant, SubjectId subject, PatientId patient);

    /// <summary>The revisions alone, without allocation: a decision made with the same two still stands.</summary>
    FactRevisions Revisions(TenantId tenant, SubjectId subject, PatientId patient);

    /// <summary>
    /// Calls <paramref name="changed"/> after facts changed, with the person or the patient whose revision moved, until the
    /// result is disposed. It only notes the change and returns.
    /// </summary>
    IDisposable Subscribe(Action<TenantId, SubjectId?, PatientId?> changed);
}
