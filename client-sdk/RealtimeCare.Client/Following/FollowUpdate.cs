using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>
/// What one's own patients bring: a patient joins, something happens to a patient, a patient leaves. Of each patient in that order.
/// </summary>
public abstract record FollowUpdate
{
    private protected FollowUpdate()
    {
    }
}

/// <summary>A patient is followed from here on.</summary>
/// <param name="PatientId">The service's id of the patient.</param>
/// <param name="Because">As what one treats the patient, such as <c>attending</c>.</param>
/// <param name="Audience">The name of the audience whose fields are seen.</param>
/// <param name="Start">The position that the first notification follows.</param>
public sealed record PatientJoined(string PatientId, string Because, string Audience, Position Start) : FollowUpdate
{
    /// <summary>
    /// With <see cref="FollowFrom.LeftOff"/>, what the person has not seen and is no longer kept: say so to the person. Null when
    /// nothing is.
    /// </summary>
    public Gap? Missed { get; init; }
}

/// <summary>A patient is followed no more: drop what is kept of this patient.</summary>
/// <param name="PatientId">The service's id of the patient.</param>
/// <param name="Reason">Why; after <see cref="LeftReason.Reload"/> the patient joins again by itself.</param>
/// <param name="Gap">With <see cref="LeftReason.Reload"/>, what is gone.</param>
public sealed record PatientLeft(string PatientId, LeftReason Reason, Gap? Gap = null) : FollowUpdate;

/// <summary>Not all patients could join, since a connection follows as many as it may: say so to the person.</summary>
/// <param name="Count">How many are missing; 0 when all have joined since.</param>
public sealed record PatientsMissing(int Count) : FollowUpdate;
