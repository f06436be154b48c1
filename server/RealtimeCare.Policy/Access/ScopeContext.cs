namespace RealtimeCare.Policy.Access;

/// <summary>On whose behalf a SMART scope speaks.</summary>
public enum ScopeContext
{
    /// <summary>What the person who signed in may see.</summary>
    User,

    /// <summary>The one patient of the launch context.</summary>
    Patient,

    /// <summary>A service without a person.</summary>
    System,
}
