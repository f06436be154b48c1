namespace RealtimeCare.Policy.Access;

/// <summary>
/// A broken glass: one person in one session may reach one patient for a while without what is otherwise needed. It widens
/// nothing else.
/// </summary>
/// <param name="Id">The grant.</param>
/// <param name="Subject">The person.</param>
/// <param name="Patient">The patient.</param>
/// <param name="SessionId">The sign-in in which it was asked for; another session of the same person has nothing from it.</param>
/// <param name="Purpose">The purpose of use, a code of v3-ActReason such as <c>ETREAT</c> or <c>BTG</c>.</param>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it ends, by time or because somebody ended it.</param>
public sealed record Grant(
    Guid Id, SubjectId Subject, PatientId Patient, string SessionId, string Purpose, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>When the person said afterwards why it was needed; null while that is missing.</summary>
    public DateTimeOffset? AttestedAt { get; init; }
}
