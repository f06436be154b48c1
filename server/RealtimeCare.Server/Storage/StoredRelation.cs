using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage;

/// <summary>How an event relates to an earlier one, as two numbers beside its payload.</summary>
/// <param name="Code">0 for a correction; for a retraction its reason, counted from 1.</param>
/// <param name="Target">The earlier event's offset or state version.</param>
internal readonly record struct StoredRelation(long Code, long Target)
{
    public RetractReason? Reason => Code == 0 ? null : (RetractReason)(Code - 1);

    public static StoredRelation? Of(EventRelation? relation) => relation switch
    {
        EventRelation.Retracts retracts => new StoredRelation((int)retracts.Reason + 1, retracts.Target.Offset),
        EventRelation.Corrects corrects => new StoredRelation(0, corrects.Target.Offset),
        _ => null,
    };

    /// <summary>Its part of the additional data of the cipher.</summary>
    public override string ToString() => FormattableString.Invariant($"{Code}:{Target}|");
}
