namespace RealtimeCare.Policy.Access.Consents;

/// <summary>What the consents of a patient say to one kind of data.</summary>
internal enum ConsentAnswer
{
    /// <summary>Nothing: the policy's rule for absent consent counts.</summary>
    Silent,

    /// <summary>It is permitted.</summary>
    Permits,

    /// <summary>It is denied.</summary>
    Denies,
}
