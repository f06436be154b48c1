using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Publishing;

/// <summary>Outcomes behind a cursor are no longer kept: what became of the events meanwhile has to be found out another way.</summary>
public sealed class OutcomesGapException : Exception
{
    internal OutcomesGapException(Gap gap)
        : base("Outcomes behind the cursor are no longer kept. Read on from null for those that are.") => Gap = gap;

    /// <summary>What is gone, by cursor offsets.</summary>
    public Gap Gap { get; }
}
