using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>How a patient is followed.</summary>
public sealed record FollowOptions
{
    /// <summary>Where to start when <see cref="After"/> is null.</summary>
    public FollowFrom From { get; init; }

    /// <summary>
    /// With <see cref="FollowFrom.LeftOff"/>: called before the first notification when something that the person has not seen is no
    /// longer kept. Say so to the person.
    /// </summary>
    public Action<Gap>? Missed { get; init; }

    /// <summary>The position read before; the first notification is the one behind it.</summary>
    public Position? After { get; init; }

    /// <summary>
    /// Whether to follow the patient's restricted stream, whose events carry labels above normal, in place of the plain one. It has
    /// positions of its own; whoever is not cleared for it is refused.
    /// </summary>
    public bool Restricted { get; init; }

    /// <summary>A narrower audience to be seen as, such as <c>lock-screen</c>; null for the caller's own.</summary>
    public string? Audience { get; init; }
}
