namespace RealtimeCare.Server.Access;

/// <summary>How often the facts about a person and about a patient have changed.</summary>
public readonly record struct FactRevisions(long Subject, long Patient)
{
    /// <summary>The version of the policies that decided by them: a decision stands only as long as all three do.</summary>
    public long Policy { get; init; }
}
